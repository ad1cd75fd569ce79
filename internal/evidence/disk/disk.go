// Package disk is the file system that a case and a node's keys are written
// through.
//
// It exists for two reasons. What has been acknowledged must survive a power
// cut, so every write follows one order (temporary file, fsync, link, fsync of
// the folder) that is spelt once, here. And that promise must be testable, so
// the rooms above take an FS, which package disktest replaces by one that
// records every operation and plays power cuts.
//
// Names are slash-separated, relative to the root and valid in the sense of
// fs.ValidPath; "." is the root itself.
package disk

import (
	"context"
	"io"
	"io/fs"
)

// TempPrefix begins the name of every temporary file. A leftover of a killed
// process is harmless: readers ignore such names and Sweep removes them.
const TempPrefix = ".tmp-"

// File is an open file. *os.File is one.
type File interface {
	io.Reader
	io.ReaderAt
	io.Writer
	io.Closer
	Stat() (fs.FileInfo, error)
	Chmod(mode fs.FileMode) error
	Sync() error // returns once content and mode are durable
}

// Reader is what reading needs. All methods are safe for parallel use.
type Reader interface {
	Open(name string) (File, error)             // for reading
	ReadDir(name string) ([]fs.DirEntry, error) // sorted by name
	Stat(name string) (fs.FileInfo, error)      // follows no further than the name
}

// FS is a Reader that can also be written to. Nothing but SyncDir makes a
// directory entry durable: neither Create nor Link nor Rename nor Remove.
type FS interface {
	Reader
	Create(name string, perm fs.FileMode) (File, error) // fails with fs.ErrExist rather than open what is there
	Link(old, name string) error                        // fails with fs.ErrExist rather than replace
	Rename(old, name string) error                      // replaces
	Remove(name string) error
	Mkdir(name string, perm fs.FileMode) error
	SyncDir(name string) error

	// Lock takes the advisory lock that the file name stands for, creating the
	// file, and waits for it until ctx is done. Closing the result releases
	// it, and so does the end of the process, however it ends.
	Lock(ctx context.Context, name string) (io.Closer, error)
}
