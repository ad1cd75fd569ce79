package access

import "bytes"

// behindHeader is what follows the header that a syslog server puts before a line:
// a stamp as RFC 3164 or RFC 3339 have it, perhaps behind a priority, the machine, and
// the program with a colon. nil where a line has none. The header's stamp is not
// read: the server that was visited wrote its own.
//
//	<190>Mar 14 10:00:00 web1 nginx: 198.51.100.7 - - [14/Mar/2004:10:00:00 +0100] "GET …
//	2004-03-14T10:00:00.123456+01:00 web1 httpd[812]: 198.51.100.7 - - […
func behindHeader(line []byte) []byte {
	if len(line) > 0 && line[0] == '<' {
		end := bytes.IndexByte(line[:min(len(line), 5)], '>')
		if end < 2 {
			return nil
		}
		line = line[end+1:]
	}
	switch {
	case len(line) < 24:
		return nil
	case line[3] == ' ' && line[6] == ' ' && line[9] == ':' && line[12] == ':' && line[15] == ' ':
		line = line[16:]
	case line[4] == '-' && line[7] == '-' && line[10] == 'T' && line[13] == ':':
		line = behindBlank(line)
	default:
		return nil
	}
	line = behindBlank(line) // the machine
	tag := bytes.IndexByte(line, ' ')
	if tag < 2 || line[tag-1] != ':' {
		return nil
	}
	return line[tag+1:]
}

func behindBlank(line []byte) []byte { return line[bytes.IndexByte(line, ' ')+1:] }
