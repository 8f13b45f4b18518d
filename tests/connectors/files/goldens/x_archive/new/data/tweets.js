window.YTD.tweets.part0 = [
  {
    "tweet" : {
      "id_str" : "1600000000000000001",
      "full_text" : "Rents &amp; rivers: who comes on Friday? https://t.co/abc #Ward7",
      "created_at" : "Tue Jul 22 02:05:43 +0000 2025",
      "favorite_count" : "7",
      "entities" : {
        "hashtags" : [ { "text" : "Ward7", "indices" : [ "40", "46" ] } ],
        "user_mentions" : [ ],
        "urls" : [ { "url" : "https://t.co/abc", "expanded_url" : "https://hall.example/friday", "display_url" : "hall.example" } ]
      },
      "extended_entities" : { "media" : [ { "media_url_https" : "https://pbs.example/1.jpg" } ] }
    }
  },
  {
    "tweet" : {
      "id_str" : "1600000000000000005",
      "full_text" : "@ben_okafor Yes, bring a chair.",
      "created_at" : "Tue Jul 22 03:00:00 +0000 2025",
      "in_reply_to_status_id_str" : "1600000000000000003",
      "in_reply_to_user_id_str" : "1002",
      "in_reply_to_screen_name" : "ben_okafor",
      "entities" : { "hashtags" : [ ], "urls" : [ ], "user_mentions" : [ { "name" : "Ben Okafor", "screen_name" : "ben_okafor", "id_str" : "1002" } ] }
    }
  },
  {
    "tweet" : {
      "id_str" : "1600000000000000007",
      "full_text" : "And a second chair for Vera.",
      "created_at" : "Tue Jul 22 03:01:00 +0000 2025",
      "in_reply_to_status_id_str" : "1600000000000000005",
      "in_reply_to_user_id_str" : "1001",
      "in_reply_to_screen_name" : "AdaForWard7"
    }
  },
  {
    "tweet" : {
      "id_str" : "1600000000000000009",
      "full_text" : "RT @vera_l: The river is rising again",
      "created_at" : "Wed Jul 23 08:00:00 +0000 2025",
      "entities" : { "user_mentions" : [ { "name" : "Vera Łukasik", "screen_name" : "vera_l", "id_str" : "1003" } ] }
    }
  },
  {
    "tweet" : {
      "id_str" : "1600000000000000011",
      "full_text" : "RT @gone_account: Something old",
      "created_at" : "Wed Jul 23 08:00:01 +0000 2025"
    }
  },
  {
    "tweet" : {
      "id_str" : "1600000000000000013",
      "full_text" : "A long story about the flood wall, the council and all the meetings that came after the…",
      "created_at" : "Thu Jul 24 08:00:00 +0000 2025"
    }
  },
  { "tweet" : { "id_str" : "1600000000000000015", "full_text" : "undated", "created_at" : "some day" } },
  { "tweet" : { "id_str" : "1600000000000000016", "full_text" : "no such day", "created_at" : "Tue Feb 31 02:05:43 +0000 2025" } },
  { "tweet" : { "full_text" : "numberless", "created_at" : "Thu Jul 24 08:00:00 +0000 2025" } }
]
