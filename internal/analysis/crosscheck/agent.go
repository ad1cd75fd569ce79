package crosscheck

import (
	"bytes"
	"hash/maphash"
)

// agent is a number of the program, the same for the same one, however its server wrote it;
// 0 where none is logged. By chance two programs share one as good as never, and nobody can
// choose them so that they do: the seed is the run's own.
func (f *Folder) agent(b []byte) uint64 {
	if len(b) == 0 {
		return 0
	}
	if bytes.IndexByte(b, '+') >= 0 || bytes.IndexByte(b, '\\') >= 0 {
		b = f.plain(b)
	}
	return max(1, maphash.Bytes(f.index.agents, b))
}

// plain undoes how servers write what a program says: IIS blanks as +, others a backslash
// before a quote or another.
func (f *Folder) plain(b []byte) []byte {
	f.said = f.said[:0]
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case c == '+':
			f.said = append(f.said, ' ')
		case c == '\\' && i+1 < len(b) && (b[i+1] == '"' || b[i+1] == '\\'):
			i++
			f.said = append(f.said, b[i])
		default:
			f.said = append(f.said, c)
		}
	}
	return f.said
}
