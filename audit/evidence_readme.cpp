#include "audit/evidence_readme.hpp"

namespace tallygate::audit {

// The commands are run as they stand by tests/e2e/evidence_test.py.
std::string evidence_readme() {
  return R"TEXT(What this is. records.ndjson holds records of a log, a line each, as they were hashed; the file query says which were asked for.
proofs/ holds an inclusion proof for each (c2sp.org/tlog-proof, RFC 6962); checkpoint is the log's signed head (c2sp.org/signed-note);
blobs/ holds what records name by SHA-256. vkey is the log's key. Compare it with the one that you noted when the log was opened:
a bundle that brings its own key proves nothing about who wrote it. Where you noted an earlier key, rotations.ndjson leads from it to this
one: "statement" in each record there is a note that the key before (or the recovery key) and the new key signed.

1. Every file is whole:

    sha256sum --check --quiet SHA256SUMS && echo "every file is whole"

2. The head is signed by the key in vkey:

    (echo MCowBQYDK2VwAyEA | base64 -d; sed 's/^[^+]*+[^+]*+//' vkey | base64 -d | tail -c 32) >/tmp/key.$$
    head -n 3 checkpoint >/tmp/note.$$
    grep -F -e "$(printf '\342\200\224') $(head -n 1 checkpoint) " checkpoint | sed 's/.* //' | while read -r line; do
      if test "$(echo "$line" | base64 -d | head -c 4 | od -An -tx1 | tr -d ' \n')" = "$(cut -d + -f 2 vkey)"; then echo "$line"; fi
    done | base64 -d | tail -c 64 >/tmp/signature.$$
    openssl pkeyutl -verify -pubin -keyform DER -inkey /tmp/key.$$ -rawin -in /tmp/note.$$ -sigfile /tmp/signature.$$
    rm /tmp/key.$$ /tmp/note.$$ /tmp/signature.$$

3. Every record stands in the log under that head:

    python3 - <<'END'
    import base64, hashlib, json
    node = lambda l, r: hashlib.sha256(b"\1" + l + r).digest()
    origin, size, root = open("checkpoint").read().split("\n")[:3]
    for line in open("records.ndjson", "rb").read().splitlines():
        seq = json.loads(line)["seq"]
        index, last, hash = seq, int(size) - 1, hashlib.sha256(b"\0" + line).digest()
        for step in open(f"proofs/{seq}.tlog-proof").read().split("\n\n")[0].split("\n")[2:]:
            step, right = base64.b64decode(step), index % 2 == 1 or index == last
            hash = node(step, hash) if right else node(hash, step)
            while right and index % 2 == 0 and index: index, last = index // 2, last // 2
            index, last = index // 2, last // 2
        assert last == 0 and hash == base64.b64decode(root), f"record {seq} is not in the log"
    print("every record is in the log")
    END

4. Of one subject nothing was left out: in each record, "subj" counts the subject's records from 1 without a gap.

    python3 - <<'END'
    import json
    asked = dict(line.split(" ", 1) for line in open("query").read().splitlines())
    counts = [n for line in open("records.ndjson") for name, n in json.loads(line)["subj"] if name == asked.get("subject")]
    if "subject" in asked and "from" not in asked:
        assert counts == list(range(1, len(counts) + 1)), "a record of the subject is missing"
        print("nothing about", asked["subject"], "was left out up to its last record here")
    END
)TEXT";
}

}  // namespace tallygate::audit
