package crosscheck

import "unique"

// Program is what a program calls itself, one word of memory for equal texts: programs are equal
// where their texts are, never by chance. The zero one is that of a line that does not say.
type Program unique.Handle[string]

// A folder remembers so many programs that it met, each named in no more than so many bytes.
const mostPrograms, longestProgram = 1024, 1024

// agent is the program of what a line says, the same one however its server wrote it. Most logs
// have few, over and over.
func (f *Folder) agent(b []byte) Program {
	if len(b) == 0 {
		return Program{}
	}
	if p, ok := f.programs[string(b)]; ok {
		return p
	}
	p := Program(unique.Make(string(f.plain(b))))
	if len(f.programs) == mostPrograms {
		clear(f.programs)
	}
	if len(b) <= longestProgram {
		f.programs[string(b)] = p
	}
	return p
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
