package disk

import "syscall"

// What a system answers where a name leads through a file, or to a folder.
const (
	errNotFolder = syscall.ENOTDIR
	errFolder    = syscall.EISDIR
)
