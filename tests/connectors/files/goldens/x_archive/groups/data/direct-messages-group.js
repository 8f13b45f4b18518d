window.YTD.direct_messages_group.part0 = [
  {
    "dmConversation" : {
      "conversationId" : "555",
      "messages" : [
        { "conversationNameUpdate" : { "initiatingUserId" : "1001", "name" : "Flood team", "createdAt" : "2025-07-22T07:00:00.000Z" } },
        { "messageCreate" : { "text" : "Ready", "senderId" : "1003", "id" : "72", "createdAt" : "2025-07-22T06:10:00.000Z" } },
        { "messageCreate" : { "text" : "Who has the keys?", "senderId" : "1001", "id" : "71", "createdAt" : "2025-07-22T06:00:00.000Z" } },
        { "conversationNameUpdate" : { "initiatingUserId" : "1001", "name" : "Team", "createdAt" : "2025-07-22T05:30:00.000Z" } },
        { "participantsLeave" : { "userIds" : [ "1005" ], "createdAt" : "2025-07-22T05:20:00.000Z" } },
        { "participantsJoin" : { "initiatingUserId" : "1001", "userIds" : [ "1003", 4 ], "createdAt" : "2025-07-22T05:10:00.000Z" } },
        { "joinConversation" : { "initiatingUserId" : "1001", "participantsSnapshot" : [ "1001", "1002" ], "createdAt" : "2025-07-22T05:00:00.000Z" } }
      ]
    }
  }
]
