// Package shell holds verify.sh, the verifier of packs that owes nothing to comity: under sixty lines
// of shell on openssl, sha256sum, xxd and base64, which anybody who knows the shell can read. It goes
// along in every pack, and a test holds it to the same answers as comity's own verifier.
package shell

import _ "embed" // the script

// File is its name in a pack.
const File = "verify.sh"

// Script is its text.
//
//go:embed verify.sh
var Script []byte
