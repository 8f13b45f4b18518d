window.YTD.like.part0 = [
  { "like" : { "tweetId" : "1600000000000000003", "fullText" : "What shall I bring?", "expandedUrl" : "https://twitter.com/i/web/status/1600000000000000003" } },
  { "like" : { "tweetId" : "1600000000000000004" } },
  { "like" : { "tweetId" : "20", "fullText" : "just setting up" } },
  { "like" : { "fullText" : "of nothing" } }
]
