// Checks the join of a log's epochs with golang.org/x/mod/sumdb alone: epochs.go RECORDS.ndjson CHECKPOINT
package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type effect struct {
	Origin, Predecessor, Statement string
	PublicKey                      string `json:"public_key"`
	RecoveryPublicKey              string `json:"recovery_public_key"`
}
type record struct {
	Type string
	Data struct{ Effect effect }
}
type hashes []tlog.Hash // in the order of tlog.StoredHashIndex

func (h hashes) ReadHashes(at []int64) (out []tlog.Hash, err error) {
	for _, i := range at {
		out = append(out, h[i])
	}
	return
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

// Opens a note under a verifier key; its lines.
func open(text, vkey string) []string {
	verifier, err := note.NewVerifier(vkey)
	must(err)
	n, err := note.Open([]byte(text), note.VerifierList(verifier))
	must(err)
	return strings.Split(n.Text, "\n")
}

func tree(origin string, lines []string) (t tlog.Tree) {
	if lines[0] != origin {
		log.Fatalf("origin %s, not %s", lines[0], origin)
	}
	fmt.Sscan(lines[1], &t.N)
	hash, err := tlog.ParseHash(lines[2])
	must(err)
	t.Hash = hash
	return
}

// Ed25519 verifier key of the C2SP form for a bare public key.
func vkey(name, publicHex string) string {
	public, err := hex.DecodeString(publicHex)
	must(err)
	key := append([]byte{1}, public...)
	id := sha256.Sum256(append([]byte(name+"\n"), key...))
	return fmt.Sprintf("%s+%08x+%s", name, binary.BigEndian.Uint32(id[:]), base64.StdEncoding.EncodeToString(key))
}

func main() {
	data, err := os.ReadFile(os.Args[1])
	must(err)
	checkpoint, err := os.ReadFile(os.Args[2])
	must(err)
	var stored hashes
	var first, join record
	joined := int64(-1)
	lines := bytes.Split(bytes.TrimSuffix(data, []byte("\n")), []byte("\n"))
	for i, line := range lines {
		more, err := tlog.StoredHashes(int64(i), line, stored)
		must(err)
		stored = append(stored, more...)
		var r record
		must(json.Unmarshal(line, &r))
		if i == 0 {
			first = r
		}
		if r.Type == "epoch.opened" {
			join, joined = r, int64(i)
		}
	}
	before, after := first.Data.Effect, join.Data.Effect
	old := tree(before.Origin, open(after.Predecessor, before.PublicKey))
	now := tree(after.Origin, open(string(checkpoint), after.PublicKey))
	if old.N != joined {
		log.Fatalf("joined at %d, the old epoch ends at %d", joined, old.N)
	}
	proof, err := tlog.ProveTree(now.N, old.N, stored)
	must(err)
	must(tlog.CheckTree(proof, now.N, now.Hash, old.N, old.Hash)) // the new tree begins with the old one
	leaf, err := tlog.ProveRecord(now.N, joined, stored)
	must(err)
	must(tlog.CheckRecord(leaf, now.N, now.Hash, joined, tlog.RecordHash(lines[joined]))) // and says so itself
	base := strings.TrimSuffix(before.Origin, "/1")
	said := open(after.Statement, vkey(base+"/recovery", before.RecoveryPublicKey))
	if said[0] != "epoch/1" || said[1] != after.Origin || said[2] != after.PublicKey || said[3] != before.Origin ||
		said[4] != fmt.Sprint(old.N) || said[5] != old.Hash.String() {
		log.Fatal("the statement says something else")
	}
}
