window.YTD.follower.part0 = [
  { "follower" : { "accountId" : "1002", "userLink" : "https://twitter.com/intent/user?user_id=1002" } },
  { "follower" : { "accountId" : "1999", "userLink" : "https://twitter.com/intent/user?user_id=1999" } },
  { "follower" : { } }
]
