var user_details =  {
  "screen_name" : "ada_o",
  "location" : "Ely",
  "full_name" : "Ada Okafor",
  "bio" : "Student",
  "id" : "1001",
  "created_at" : "2009-03-01 09:00:00 +0000"
}
