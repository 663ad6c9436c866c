// Holds a log against golang.org/x/mod/sumdb, which knows nothing of Tallygate: checkpoints, proofs and tiles that a server gave must
// be accepted, and each of the mutations (mutations.go) refused. usage: go run check.go mutations.go DIR, as stock_tools_test.py fills it
package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type log struct {
	vkey, older, newer, proof, record, bundle string
	consistency                               struct{ Hashes []tlog.Hash }
	tiles                                     map[string]string
}

func (l *log) Height() int { return 8 }
func (l *log) ReadTiles(tiles []tlog.Tile) (data [][]byte, err error) {
	for _, t := range tiles {
		data = append(data, []byte(l.tiles[strings.TrimPrefix(t.Path(), "tile/8/")]))
	}
	return data, nil
}
func (l *log) SaveTiles([]tlog.Tile, [][]byte) {}

func (l *log) open(checkpoint string) (tree tlog.Tree, err error) {
	verifier, err := note.NewVerifier(l.vkey)
	if err != nil {
		return tree, err
	}
	opened, err := note.Open([]byte(checkpoint), note.VerifierList(verifier))
	if err != nil {
		return tree, err
	}
	origin, rest, _ := strings.Cut(opened.Text, "\n")
	if origin != verifier.Name() {
		return tree, fmt.Errorf("origin %q", origin)
	}
	return tlog.ParseTree([]byte("go.sum database tree\n" + rest))
}

func (l *log) verify() error {
	older, err := l.open(l.older)
	if err != nil {
		return err
	}
	newer, err := l.open(l.newer)
	if err != nil {
		return err
	}
	if err := tlog.CheckTree(l.consistency.Hashes, newer.N, newer.Hash, older.N, older.Hash); err != nil {
		return err
	}
	proof, checkpoint, _ := strings.Cut(l.proof, "\n\n")
	tree, err := l.open(checkpoint)
	if err != nil {
		return err
	}
	lines, index, path := strings.Split(proof, "\n"), int64(0), tlog.RecordProof{}
	if _, err := fmt.Sscanf(lines[0]+" "+lines[1], "c2sp.org/tlog-proof@v1 index %d", &index); err != nil {
		return err
	}
	for _, line := range lines[2:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return err
		}
		path = append(path, hash)
	}
	if err := tlog.CheckRecord(path, tree.N, tree.Hash, index, tlog.RecordHash([]byte(l.record))); err != nil {
		return err
	}
	var stored []int64 // every leaf by the tiles, which the reader holds against the signed root
	for i := int64(0); i < newer.N; i++ {
		stored = append(stored, tlog.StoredHashIndex(0, i))
	}
	leaves, err := tlog.TileHashReader(newer, l).ReadHashes(stored)
	if err != nil {
		return err
	}
	entries := []byte(l.bundle)
	for i := int64(0); i < newer.N; i++ {
		if len(entries) < 2 || len(entries) < 2+int(entries[0])<<8+int(entries[1]) {
			return fmt.Errorf("no record %d", i)
		}
		end := 2 + int(entries[0])<<8 + int(entries[1])
		if tlog.RecordHash(entries[2:end]) != leaves[i] {
			return fmt.Errorf("record %d is not the leaf", i)
		}
		entries = entries[end:]
	}
	if len(entries) != 0 {
		return fmt.Errorf("more entries than leaves")
	}
	return nil
}

func read(parts ...string) string {
	data, err := os.ReadFile(filepath.Join(append([]string{os.Args[1]}, parts...)...))
	if err != nil {
		panic(err)
	}
	return string(data)
}

func load() *log {
	l := &log{vkey: read("vkey"), older: read("older"), newer: read("newer"), proof: read("proof"), record: read("record"),
		bundle: read("bundle"), tiles: map[string]string{}}
	var raw struct{ Hashes []string }
	if err := json.NewDecoder(bytes.NewBufferString(read("consistency"))).Decode(&raw); err != nil {
		panic(err)
	}
	for _, text := range raw.Hashes {
		var hash tlog.Hash
		data, _ := base64.StdEncoding.DecodeString(text)
		copy(hash[:], data)
		l.consistency.Hashes = append(l.consistency.Hashes, hash)
	}
	for _, path := range strings.Fields(read("tiles")) {
		l.tiles[path] = read("tile", strings.ReplaceAll(path, "/", "_"))
	}
	return l
}

func main() {
	if err := load().verify(); err != nil {
		fmt.Println("refused as it is:", err)
		os.Exit(1)
	}
	for name, mutate := range mutations {
		l := load()
		mutate(l)
		if l.verify() == nil {
			fmt.Println("accepted:", name)
			os.Exit(1)
		}
	}
	fmt.Println("accepted as it is; refused", len(mutations), "mutations")
}
