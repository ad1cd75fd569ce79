package word

var italian = map[string]string{}
