package seal

import "bytes"

// BlockSize is the number of bytes of a leaf under the rule Block.
const BlockSize = 4 << 10

// Cut finds where leaves end. data begins where a leaf begins; the ends of those
// that are certain are appended to ends, as offsets in data, until cap(ends) is
// reached. What lies behind the last of them is given again, with more behind it;
// last says that nothing follows.
//
// Where a leaf ends must depend on the bytes from its begin on alone, of these
// on no more than 1 MiB and a little (Lookahead), and no leaf may exceed MaxLeaf.
type Cut func(ends []int, data []byte, last bool) []int

// Lookahead is the number of bytes from which a Cut must find the end of a leaf.
const Lookahead = MaxLeaf + 16

// Lines is the Cut of the rule Line.
func Lines(ends []int, data []byte, last bool) []int {
	for at := 0; at < len(data) && len(ends) < cap(ends); {
		line := data[at:min(len(data), at+MaxLeaf)]
		switch i := bytes.IndexByte(line, '\n'); {
		case i >= 0:
			at += i + 1
		case len(line) == MaxLeaf || last:
			at += len(line)
		default:
			return ends
		}
		ends = append(ends, at)
	}
	return ends
}

// Blocks is the Cut of the rule Block.
func Blocks(ends []int, data []byte, last bool) []int {
	for at := 0; at < len(data) && len(ends) < cap(ends); {
		if len(data)-at < BlockSize && !last {
			return ends
		}
		at = min(len(data), at+BlockSize)
		ends = append(ends, at)
	}
	return ends
}
