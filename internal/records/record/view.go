package record

import "unsafe"

// View is b as a string that shares its bytes: for a call that does not keep it.
func View(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }
