// What must be refused: a log that differs in one thing from the one that was published.
package main

import (
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

func flip(text *string, at int) { b := []byte(*text); b[(at+len(b))%len(b)] ^= 1; *text = string(b) }
func swapLines(text *string, a, b int) {
	lines := strings.Split(*text, "\n")
	lines[a], lines[b] = lines[b], lines[a]
	*text = strings.Join(lines, "\n")
}

var mutations = map[string]func(l *log){
	"checkpoint of another origin":  func(l *log) { flip(&l.newer, 0) },
	"checkpoint of another size":    func(l *log) { flip(&l.newer, strings.Index(l.newer, "\n")+1) },
	"checkpoint of another root":    func(l *log) { swapLines(&l.newer, 2, 0) },
	"checkpoint with an extra line": func(l *log) { l.newer = strings.Replace(l.newer, "\n\n", "\nmore\n\n", 1) },
	"signature of other bytes":      func(l *log) { flip(&l.newer, -20) },
	"signature of the older checkpoint": func(l *log) {
		l.newer = l.newer[:strings.Index(l.newer, "\n\n")] + l.older[strings.Index(l.older, "\n\n"):]
	},
	"checkpoint without a signature": func(l *log) { l.newer = l.newer[:strings.Index(l.newer, "\n\n")+2] },
	"another key":                    func(l *log) { flip(&l.vkey, -10) },
	"newer and older swapped":        func(l *log) { l.newer, l.older = l.older, l.newer },
	"consistency hash flipped":       func(l *log) { l.consistency.Hashes[1][5] ^= 1 },
	"consistency hash left out":      func(l *log) { l.consistency.Hashes = l.consistency.Hashes[1:] },
	"consistency hash added":         func(l *log) { l.consistency.Hashes = append(l.consistency.Hashes, tlog.Hash{}) },
	"record flipped":                 func(l *log) { flip(&l.record, 100) },
	"record cut short":               func(l *log) { l.record = l.record[:len(l.record)-1] },
	"proof of another index":         func(l *log) { flip(&l.proof, strings.Index(l.proof, "index ")+6) },
	"proof hashes swapped":           func(l *log) { swapLines(&l.proof, 2, 3) },
	"proof hash left out": func(l *log) {
		b := strings.Split(l.proof, "\n")
		l.proof = strings.Join(append(b[:2:2], b[3:]...), "\n")
	},
	"proof hash twice": func(l *log) {
		b := strings.Split(l.proof, "\n")
		l.proof = strings.Join(append(b[:3:3], b[2:]...), "\n")
	},
	"proof under the older checkpoint": func(l *log) { l.proof = l.proof[:strings.Index(l.proof, "\n\n")+2] + l.older },
	"full tile flipped":                func(l *log) { t := l.tiles["0/003"]; flip(&t, 77); l.tiles["0/003"] = t },
	"full tiles swapped":               func(l *log) { l.tiles["0/003"], l.tiles["0/004"] = l.tiles["0/004"], l.tiles["0/003"] },
	"full tile cut short":              func(l *log) { l.tiles["0/003"] = l.tiles["0/003"][:8160] },
	"partial tile flipped":             func(l *log) { changePartial(l, "1/000.p/", func(t *string) { flip(t, 33) }) },
	"partial leaf tile flipped":        func(l *log) { changePartial(l, "0/0", func(t *string) { flip(t, -1) }) },
	"partial tile missing":             func(l *log) { changePartial(l, "1/000.p/", func(t *string) { *t = "" }) },
	"entry flipped":                    func(l *log) { flip(&l.bundle, 70_000) },
	"last entry left out":              func(l *log) { l.bundle = l.bundle[:len(l.bundle)-1] },
}

func changePartial(l *log, prefix string, change func(*string)) {
	for path, tile := range l.tiles {
		if strings.HasPrefix(path, prefix) && strings.Contains(path, ".p/") {
			change(&tile)
			l.tiles[path] = tile
		}
	}
}
