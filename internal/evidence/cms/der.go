package cms

import (
	"encoding/asn1"

	"comity/internal/comity"
)

// maxDepth is how deep elements may lie inside each other; a token inside a signature takes some twenty.
const maxDepth = 48

// strict refuses what is not one DER element of bounded size and depth: an indefinite length, a length written longer than
// need be, an element that leaves its parent, anything after the end. The library would turn BER into DER first, by recursion.
func strict(what string, b []byte) error {
	if len(b) > MaxSize {
		return comity.Errorf(comity.Negative, "%s has %d bytes; at most %d are read", what, len(b), MaxSize)
	}
	rest, ok := element(b, 0)
	if !ok || len(rest) > 0 {
		return comity.Errorf(comity.Negative, "%s is not one element of DER", what).
			WithHint("it is damaged, or written in BER, which is not accepted")
	}
	return nil
}

// element passes the first element of b and all inside it.
func element(b []byte, depth int) (rest []byte, ok bool) {
	if len(b) < 2 || depth > maxDepth || b[0]&0x1f == 0x1f { // no tag above 30 occurs in what is read here
		return nil, false
	}
	body, rest, ok := cut(b)
	for ok && b[0]&0x20 != 0 && len(body) > 0 {
		body, ok = element(body, depth+1)
	}
	return rest, ok
}

// cut splits b behind its first element, after its header.
func cut(b []byte) (body, rest []byte, ok bool) {
	n, head := int(b[1]), 2
	if n >= 0x80 {
		octets := n & 0x7f
		if octets == 0 || octets > 4 || len(b) < 2+octets || b[2] == 0 {
			return nil, nil, false
		}
		n, head = 0, 2+octets
		for _, c := range b[2:head] {
			n = n<<8 | int(c)
		}
		if n < 0x80 {
			return nil, nil, false
		}
	}
	if n > len(b)-head {
		return nil, nil, false
	}
	return b[head : head+n], b[head+n:], true
}

// unmarshal reads DER into out and refuses anything after it.
func unmarshal(what string, der []byte, out any) error {
	rest, err := asn1.Unmarshal(der, out)
	if err != nil || len(rest) > 0 {
		return comity.Errorf(comity.Negative, "%s does not have its form", what)
	}
	return nil
}
