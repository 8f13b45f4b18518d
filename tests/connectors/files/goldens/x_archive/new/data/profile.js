window.YTD.profile.part0 = [ {
  "profile" : {
    "description" : { "bio" : "Rents, rivers, Ward 7.", "website" : "https://ada.example", "location" : "Ely" },
    "avatarMediaUrl" : "https://pbs.example/a.jpg"
  }
} ]
