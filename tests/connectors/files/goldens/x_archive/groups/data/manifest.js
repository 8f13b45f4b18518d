window.__THAR_CONFIG = {
  "userInfo" : { "accountId" : "1001", "userName" : "AdaForWard7", "displayName" : "Ada Okafor" },
  "archiveInfo" : { "sizeBytes" : "1000" }
}
