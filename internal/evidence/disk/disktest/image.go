package disktest

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
)

// Loss says what a power cut did to work that had not been made durable. Real
// file systems do all of these, ordered and journalled ones included.
type Loss int

// The kinds of loss.
const (
	Everything Loss = iota // unsynced directory changes and unsynced data are gone
	Data                   // directory changes survived; unsynced data is gone, leaving files short or empty
	Torn                   // directory changes survived; of unsynced data the first half survived
	Nothing                // all survived: what a killed process leaves
	losses
)

// String names the loss.
func (l Loss) String() string {
	return [...]string{"everything unsynced lost", "unsynced data lost", "unsynced data torn", "nothing lost"}[l]
}

// Image is a disk as a power cut may leave it.
type Image struct {
	Op   int // number of operations done before the cut
	Loss Loss
	ops  []op
}

// String says when the power was cut, for messages of failed tests.
func (i Image) String() string {
	last := "the start"
	if i.Op > 0 {
		last = i.ops[i.Op-1].String()
	}
	return fmt.Sprintf("power cut after operation %d (%s), %s", i.Op, last, i.Loss)
}

// Write lays the image out in the folder dir, on top of what is there.
func (i Image) Write(dir string) error {
	root := newNode(fs.ModeDir | 0o755)
	nodes := make(map[int]*node)
	for n, o := range i.ops {
		o.replay(root, nodes, n)
	}
	return root.write(dir, i.Loss)
}

type opKind int

const (
	opCreate opKind = iota
	opWrite
	opChmod
	opSync
	opLink
	opRename
	opRemove
	opMkdir
	opSyncDir
)

// op is one recorded operation.
type op struct {
	kind     opKind
	name, to string
	id       int // of the open file, for opWrite, opChmod and opSync
	mode     fs.FileMode
	data     []byte
}

// String names the operation.
func (o op) String() string {
	verb := [...]string{"create", "write", "chmod", "sync", "link", "rename", "remove", "mkdir", "sync folder"}[o.kind]
	switch {
	case o.to != "":
		return verb + " " + o.name + " to " + o.to
	case o.name == "":
		return fmt.Sprintf("%s file of operation %d", verb, o.id+1)
	}
	return verb + " " + o.name
}

// node is a file or a folder with what of it is durable.
type node struct {
	mode           fs.FileMode
	data           []byte
	durable        []byte
	entries, saved map[string]*node // folder: as seen, and as durable
}

func newNode(mode fs.FileMode) *node {
	return &node{mode: mode, entries: map[string]*node{}, saved: map[string]*node{}}
}

// find walks to the folder that holds name. A folder that was there before the
// recording is entered into its parent as durable.
func (n *node) find(name string) (dir *node, base string) {
	parent := path.Dir(name)
	if parent == "." {
		return n, path.Base(name)
	}
	up, base := n.find(parent)
	d := up.entries[base]
	if d == nil {
		d = newNode(fs.ModeDir | 0o755)
		up.entries[base], up.saved[base] = d, d
	}
	return d, path.Base(name)
}

// replay applies o, the n-th operation.
func (o op) replay(root *node, open map[int]*node, n int) {
	switch o.kind {
	case opWrite:
		open[o.id].data = append(open[o.id].data, o.data...)
	case opChmod:
		open[o.id].mode = o.mode
	case opSync:
		open[o.id].durable = slices.Clone(open[o.id].data)
	case opSyncDir:
		o.syncDir(root)
	default:
		o.replayEntry(root, open, n)
	}
}

func (o op) syncDir(root *node) {
	d := root
	if o.name != "." {
		up, base := root.find(path.Join(o.name, "x"))
		_, d = base, up
	}
	d.saved = maps.Clone(d.entries)
}

// replayEntry applies an operation that changes a folder.
func (o op) replayEntry(root *node, open map[int]*node, n int) {
	dir, base := root.find(o.name)
	switch o.kind {
	case opCreate:
		dir.entries[base] = newNode(o.mode)
		open[n] = dir.entries[base]
	case opMkdir:
		dir.entries[base] = newNode(fs.ModeDir | o.mode)
	case opRemove:
		delete(dir.entries, base)
	case opLink, opRename:
		to, name := root.find(o.to)
		if dir.entries[base] != nil {
			to.entries[name] = dir.entries[base]
		}
		if o.kind == opRename {
			delete(dir.entries, base)
		}
	}
}

// write lays out a folder.
func (n *node) write(dir string, loss Loss) error {
	entries := n.entries
	if loss == Everything {
		entries = n.saved
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(entries)) {
		e, at := entries[name], filepath.Join(dir, name)
		if e.mode.IsDir() {
			if err := e.write(at, loss); err != nil {
				return err
			}
			continue
		}
		if err := os.WriteFile(at, e.content(loss), e.mode.Perm()); err != nil {
			return err
		}
	}
	return nil
}

// content is what the loss leaves of a file.
func (n *node) content(loss Loss) []byte {
	switch loss {
	case Nothing:
		return n.data
	case Torn:
		return n.data[:len(n.durable)+(len(n.data)-len(n.durable))/2]
	}
	return n.durable
}
