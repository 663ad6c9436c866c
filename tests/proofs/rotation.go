// Holds checkpoints of a log that rotated its key against golang.org/x/mod/sumdb/note: each line says FILE, then one of
// "opens" and "fails", then the verifier keys that are known. usage: go run rotation.go < LINES
package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

func opens(file string, vkeys []string) error {
	var verifiers []note.Verifier
	for _, vkey := range vkeys {
		verifier, err := note.NewVerifier(vkey)
		if err != nil {
			return err
		}
		verifiers = append(verifiers, verifier)
	}
	checkpoint, err := os.ReadFile(file)
	if err != nil {
		panic(err)
	}
	opened, err := note.Open(checkpoint, note.VerifierList(verifiers...))
	if err == nil && len(opened.Sigs) != len(vkeys) {
		return fmt.Errorf("%d lines verify, not %d", len(opened.Sigs), len(vkeys))
	}
	return err
}

func main() {
	n := 0
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); n++ {
		words := strings.Fields(lines.Text())
		err := opens(words[0], words[2:])
		if (err == nil) != (words[1] == "opens") {
			fmt.Println(lines.Text(), "does not hold:", err)
			os.Exit(1)
		}
	}
	fmt.Println(n, "claims about checkpoints hold")
}
