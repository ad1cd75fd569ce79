package disk

import "syscall"

// What a system answers where a name leads through a file, to a folder or in circles, or is too long.
const (
	errNotFolder = syscall.ENOTDIR
	errFolder    = syscall.EISDIR
	errLoop      = syscall.ELOOP
	errLong      = syscall.ENAMETOOLONG
)
