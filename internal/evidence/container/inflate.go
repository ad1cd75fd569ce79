package container

import (
	"bufio"
	"compress/flate"
	"errors"
	"io"
)

// inflate unpacks an entry. Its packed bytes end where their stream ends: what stood behind would be seen by nobody who
// unpacks, and by everybody who looks at the file.
func inflate(r io.Reader) io.ReadCloser {
	from := bufio.NewReader(r) // a byte reader: flate takes no byte too many
	return &inflater{flate.NewReader(from), from}
}

type inflater struct {
	io.ReadCloser
	from *bufio.Reader
}

var errBehind = errors.New("something stands behind the end of the packed bytes")

// Read implements io.Reader.
func (i *inflater) Read(p []byte) (int, error) {
	n, err := i.ReadCloser.Read(p)
	if err == io.EOF {
		if _, more := i.from.ReadByte(); more == nil {
			return n, errBehind
		}
	}
	return n, err
}
