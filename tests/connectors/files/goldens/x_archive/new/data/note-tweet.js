window.YTD.note_tweet.part0 = [
  { "noteTweet" : { "noteTweetId" : "9", "createdAt" : "2025-07-24T08:00:00.000Z", "core" : { "text" : "A long story about the flood wall, the council and all the meetings that came after the winter. It ends well." } } },
  { "noteTweet" : { "noteTweetId" : "10", "createdAt" : "never", "core" : { "text" : "x" } } }
]
