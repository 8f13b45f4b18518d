window.YTD.tweets.part1 = [
  { "tweet" : { "id_str" : "1600000000000000017", "full_text" : "Part two", "created_at" : "Fri Jul 25 08:00:00 +0000 2025" } }
]
