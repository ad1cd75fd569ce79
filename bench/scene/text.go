package scene

import (
	"strconv"
	"time"
)

func appendAddress(b []byte, a uint32) []byte {
	b = append(strconv.AppendUint(b, uint64(a>>24), 10), '.')
	b = append(strconv.AppendUint(b, uint64(a>>16&255), 10), '.')
	b = append(strconv.AppendUint(b, uint64(a>>8&255), 10), '.')
	return strconv.AppendUint(b, uint64(a&255), 10)
}

func appendRFC3339(b []byte, second int64) []byte {
	return time.Unix(second, 0).UTC().AppendFormat(b, time.RFC3339)
}

// stamp keeps the last minute's text, for a log repeats it.
type stamp struct {
	minute int64
	text   []byte
}

// append adds second as a web server writes it, without its brackets.
func (s *stamp) append(b []byte, second int64) []byte {
	if m := second / 60; m != s.minute {
		s.minute = m
		s.text = time.Unix(m*60, 0).UTC().AppendFormat(s.text[:0], "02/Jan/2006:15:04:")
	}
	b = append(b, s.text...)
	b = append(b, byte('0'+second%60/10), byte('0'+second%10))
	return append(b, " +0000"...)
}
