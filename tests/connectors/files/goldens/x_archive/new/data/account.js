window.YTD.account.part0 = [
  {
    "account" : {
      "email" : "ada@example.org",
      "createdVia" : "web",
      "username" : "AdaForWard7",
      "accountId" : "1001",
      "createdAt" : "2015-03-01T09:00:00.000Z",
      "accountDisplayName" : "Ada Okafor"
    }
  }
]
