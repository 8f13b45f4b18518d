window.YTD.phone_number.part0 = [ { "device" : { "phoneNumber" : "+16175550123" } } ]
