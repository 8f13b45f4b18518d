Grailbird.data.tweets_2013_03 =
 [ {
  "text" : "First meeting &lt;3",
  "entities" : { "user_mentions" : [ ], "media" : [ { "media_url" : "http://pbs.example/2.jpg" } ], "hashtags" : [ ], "urls" : [ ] },
  "id_str" : "307000000000000001",
  "created_at" : "2013-03-01 10:00:00 +0000"
} ]
