window.YTD.direct_messages.part0 = [
  {
    "dmConversation" : {
      "conversationId" : "1001-1002",
      "messages" : [
        { "messageCreate" : { "recipientId" : "1002", "reactions" : [ { "senderId" : "1002", "reactionKey" : "like", "eventId" : "77", "createdAt" : "2025-07-22T05:00:00.000Z" }, { "senderId" : "1001", "reactionKey" : "sad" } ], "urls" : [ { "url" : "https://t.co/x", "expanded" : "https://hall.example/map", "display" : "hall.example/map" } ], "text" : "Here is the map https://t.co/x", "mediaUrls" : [ "https://ton.example/m.jpg", 5 ], "senderId" : "1001", "id" : "52", "createdAt" : "2025-07-22T04:10:00.000Z", "editHistory" : [ ] } },
        { "messageCreate" : { "recipientId" : "1001", "text" : "Where is it?", "senderId" : "1002", "id" : "51", "createdAt" : "2025-07-22T04:00:00.000Z" } },
        { "messageCreate" : { "recipientId" : "1001", "text" : "When?", "senderId" : "1002", "id" : "50", "createdAt" : "then" } },
        { "messageCreate" : { "recipientId" : "1001", "text" : "Who?", "id" : "49", "createdAt" : "2025-07-22T04:00:00.000Z" } },
        "nonsense",
        { "messageCreate" : nil }
      ]
    }
  },
  { "dmConversation" : { "messages" : [ { "messageCreate" : { "recipientId" : "1001", "text" : "Hello", "senderId" : "1004", "id" : "60", "createdAt" : "2025-07-22T04:00:00.000Z" } } ] } }
]
