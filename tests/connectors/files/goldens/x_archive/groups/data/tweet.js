window.YTD.tweet.part0 = [ {
  "id_str" : "900000000000000001",
  "full_text" : "@otto_haas @vera_l no",
  "created_at" : "Sat Aug 19 10:00:00 +0000 2017",
  "in_reply_to_screen_name" : "otto_haas",
  "entities" : { "user_mentions" : { "name" : "one", "screen_name" : "one" }, "hashtags" : "none" }
} ]
