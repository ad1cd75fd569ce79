package word

var german = map[string]string{}
var french = map[string]string{}
var spanish = map[string]string{}
var dutch = map[string]string{}
