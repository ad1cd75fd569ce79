package main

import (
	"strings"

	"github.com/spf13/cobra"
)

// manual is what help says of a command beyond its flags.
type manual struct {
	example string
	exits   string // by the table of docs/contract.md
}

// Exit codes that many commands share.
const (
	exitsAlways = "0 done · 2 wrong usage · 5 own fault, or interrupted"
	exitsNode   = "0 done · 2 wrong usage · 3 bad input · 4 refused by a rule · 5 own fault, or interrupted"
	exitsCase   = "0 done · 1 what is asked for is not there, or the case is damaged · 2 wrong usage ·\n" +
		"3 bad input · 4 refused by a rule · 5 own fault, or interrupted"
)

// manuals are the commands' manuals, by the command's path without "comity".
func manuals() map[string]manual {
	return map[string]manual{
		"": {"comity demo\ncomity show demo/case subjects",
			"0 done or verified · 1 the answer is no · 2 wrong usage ·\n3 bad input · 4 refused by a rule · 5 own fault, or interrupted"},
		"demo":            {"comity demo --dir demo\ncomity demo --scale falcon --dir big", exitsCase},
		"simulate":        {"comity simulate falcon --out world --seed 1", exitsAlways},
		"simulate ipco":   {"comity simulate ipco --out world --seed 1", exitsNode},
		"simulate twins":  {"comity simulate twins --out board --seed 1\ncomity simulate twins --out board --seed 1 --members 40 --days 30 --clocks faulty --dirt standard", exitsNode},
		"simulate falcon": {"comity simulate falcon --out world --seed 1 --sites 5 --subscribers 20", exitsNode},
		"intake":          {"comity intake files --out files/evidence.toml\ncomity intake files --preview files/evidence.toml", exitsNode},
		"init":            {`comity init mycase --title "Falcon" --country IT --authority "Polizia Postale"`, exitsNode},
		"seal":            {"comity seal mycase files/evidence.toml", exitsCase},
		"check":           {"comity check mycase\ncomity check mycase --json", exitsCase},
		"material":        {"comity material mycase\ncomity material mycase --json >material.json\ncomity material mycase --act 12\ncomity material mycase --file f698af03", exitsCase},
		"known":           {"comity known mycase f698af0371ba26a25a6e21c0d524c8a2\nmd5sum files/* | comity known mycase - --json", exitsCase},
		"board":           {"comity board mycase\ncomity board mycase --member greenthumb\ncomity board mycase --contacts falcon\ncomity board mycase --for DE --out for-DE --purpose cooperation\ncomity board mycase --json >profile.json", exitsCase},
		"clock":           {"comity clock mycase\ncomity clock mycase --json", exitsCase},
		"show": {"comity show mycase subjects\ncomity show mycase subject s5f2016\ncomity show mycase claim s5f2016/for/2\n" +
			"comity show mycase notes\ncomity show mycase subjects --csv --lang it >subjects.csv", exitsCase},
		"find": {"comity find mycase rose@mail.example\ncomity find mycase 2001:db8::7 --in records\ncomity find mycase garden.example:rose --csv >rose.csv\n" +
			`comity find mycase "pruning roses" --limit 20` + "\ncomity find mycase - --type card",
			"0 found · 1 nothing found, or the case is damaged · 2 wrong usage ·\n3 bad input · 4 refused by a rule · 5 own fault, or interrupted"},
		"cat":    {"comity cat mycase f878e1…:18990+163 >line.txt", exitsCase},
		"decide": {`comity decide mycase s5f2016 yes --reason "the holder confirmed it on 2004-03-01"`, exitsCase},
		"note": {`comity note mycase hf878e1 "ask for the contract"` + "\n" + `comity note mycase IT/1 "the original disk is in room 4"`,
			exitsCase},
		"outcome": {`comity outcome mycase s5f2016 searched --reason "warrant 12/2004, executed 2004-03-01"` + "\n" +
			`comity outcome mycase s5f2016 informed --state DE --reason "letter of 2004-03-02"` + "\ncomity outcome mycase --csv >outcomes.csv", exitsCase},
		"withdraw": {`comity withdraw mycase US/IT/7 --reason "basis annulled by order 9/2004"` + "\n" +
			`comity withdraw mycase f878e1…:18990+163 --reason "row of another customer" --json`, exitsCase},
		"restrict": {`comity restrict mycase IT/1 --reason "accuracy contested"` + "\n" + `comity restrict mycase IT/1 --lift --reason "found accurate"`, exitsCase},
		"rectify":  {`comity rectify mycase f878e1…:18990+163 --with IT/1-corrected --reason "provider's letter of 2004-04-02"`, exitsCase},
		"erase":    {`comity erase mycase IT/1 --reason "erasure date reached"`, exitsCase},
		"score":    {"comity score demo/case demo/world/truth --floor precision_corroborated=0.99", "0 done · 1 below a floor that was asked for, or the case is damaged · 2 wrong usage ·\n3 bad input · 4 refused by a rule · 5 own fault, or interrupted"},
		"verify":   {"comity verify mycase --recompute", "0 verified · 1 not verified · 2 wrong usage · 3 bad input · 5 own fault, or interrupted"},
		"person":   {`comity person mycase s5f2016 --category victim --minor no --reason "her card was stolen, report 7/2004"`, exitsCase},
		"review": {`comity review mycase s5f2016 --review 2027-03-01 --reason "trial opens in February"` + "\n" +
			`comity review mycase --review 2027-06-01 --erase-by 2030-01-01 --reason "order 12/2026"`, exitsCase},
		"witness":       {"comity witness serve --listen 127.0.0.1:8421", exitsNode},
		"witness serve": {"comity witness serve --listen 127.0.0.1:8421", exitsNode},
		"witness sign":  {"comity witness sign it.ask --out fr.answer", "0 co-signed · 1 not co-signed: the log is not the one that was seen, or another size was ·\n2 wrong usage · 3 bad input · 5 own fault, or interrupted"},
		"witness ask":   {"comity witness ask fr --out it.ask", exitsNode},
		"witness take":  {"comity witness take fr.answer", "0 kept · 1 it fits nothing that was sent out · 2 wrong usage · 3 bad input · 5 own fault, or interrupted"},
		"witness show":  {"comity witness show\ncomity witness show --json", exitsNode},
		"looks": {"comity looks mycase\ncomity looks mycase --identity officer.key --json",
			"0 done, no gap · 1 the log has gaps, or the case is damaged · 2 wrong usage ·\n3 bad input · 4 refused by a rule · 5 own fault, or interrupted"},
		"open": {"comity open for-IT.asice.age --identity it.key --out from-DE", "0 verified and unpacked · 1 not verified, or encrypted to other keys · 2 wrong usage · 3 bad input ·\n4 refused by a rule · 5 own fault, or interrupted"},
		"countersign": {"comity countersign for-DE.asice.age --identity it.key --to DE --out signed-for-DE.asice.age\ncomity countersign from-IT/pack.asice --out from-IT-signed.asice",
			"0 signed · 1 the pack does not verify, or is encrypted to other keys · 2 wrong usage · 3 bad input ·\n4 refused by a rule · 5 own fault, or interrupted"},
		"key":           {`comity key list` + "\n" + `comity key rotate act --reason "yearly"`, exitsNode},
		"key list":      {"comity key list\ncomity key list --json", exitsNode},
		"key rotate":    {`comity key rotate act --reason "yearly"` + "\n" + `comity key rotate cms --reason "the certificate runs out"`, exitsNode},
		"key revoke":    {`comity key revoke act --since 2026-03-01T00:00:00Z --reason "the laptop was stolen"`, exitsNode},
		"key crl":       {"comity key crl --out IT.crl", exitsNode},
		"key recipient": {"comity key recipient --out it.key", exitsNode},
		"card":          {`comity card --out IT.toml --country IT --authority "Polizia Postale"`, exitsNode},
		"partner":       {"comity partner add DE.toml\ncomity partner list", exitsNode},
		"partner add": {"comity partner add DE.toml\n" + `comity partner add DE.toml --fingerprint "kdfa mpcg …"` + "\n" +
			`comity partner add DE-new.toml --fingerprint "aeob hhnj …" --replace`, exitsNode},
		"partner list":   {"comity partner list\ncomity partner list --csv >partners.csv", exitsNode},
		"partner show":   {"comity partner show DE", exitsNode},
		"partner remove": {"comity partner remove DE", exitsNode},
		"permit": {`comity permit mycase US/1 --to DE --reference "letter 2004/77"` + "\n" +
			`comity permit mycase US/1 --to DE --item s5f2016 --until 2027-03-01 --reference "message of 2004-03-05"`, exitsCase},
		"due":     {"comity due mycase othercase\ncomity due --at 2027-01-01 --json", exitsCase},
		"approve": {"comity approve mycase\ncomity approve mycase p17 --actor \"R. Verdi\"", exitsCase},
		"nexus":   {"comity nexus mycase\ncomity nexus mycase --csv >states.csv\ncomity nexus mycase --json | grep '\"state\":\"DE\"'", exitsCase},
		"ledger":  {"comity ledger mycase\ncomity ledger mycase --state DE --csv >for-DE.csv", exitsCase},
		"tell":    {`comity tell mycase s5f2016 --to DE --reference "letter 12/2004 of 2004-03-02"`, exitsCase},
		"pack": {"comity pack mycase --to DE --out for-DE.asice.age --purpose cooperation\ncomity approve mycase p17 --actor \"R. Verdi\"\n" +
			"comity pack mycase --to DE --out for-DE.asice.age --purpose cooperation", exitsCase},
		"disclose": {"comity disclose mycase --subject s5f2016 --out defence.asice --purpose defence", exitsCase},
		"resolve": {"comity resolve customers.csv --out clusters.csv --ties ties.jsonl\ncomity resolve customers.csv --pair 17 52\n" +
			"comity resolve customers.csv --pair 17 52 --decide no --reason \"father and son\" --decisions said.jsonl", exitsNode},
		"simulate people": {"comity simulate people --out people.csv --rows 100000 --seed 1", exitsAlways},
		"law":             {"comity law\ncomity law retention --country IT --at 2026-08-18\ncomity law instrument --json\ncomity law admissibility --country DE", exitsNode},
		"admissible":      {"comity admissible mycase --in DE\ncomity admissible mycase --in US --json\n" + `comity note mycase IT/1 "custody: handed over by the provider on 2004-02-10, in person"`, exitsCase},
		"timestamp":       {"comity timestamp serve --listen 127.0.0.1:3161", exitsNode},
		"timestamp serve": {"comity timestamp serve --listen 127.0.0.1:3161\nopenssl ts -query -data file -sha256 -cert | curl -H \"Content-Type: application/timestamp-query\" --data-binary @- http://127.0.0.1:3161 >file.tsr", exitsNode},
		"rebuild":         {"comity rebuild mycase", exitsCase},
		"completion":      {"source <(comity completion bash)\ncomity completion zsh >~/.zfunc/_comity", exitsAlways},
		"man":             {"comity man --out man1", exitsNode},
		"version":         {"comity version", exitsAlways},
	}
}

// explain gives c and the commands below it their examples and exit codes.
func explain(c *cobra.Command) {
	_, name, _ := strings.Cut(c.CommandPath(), " ")
	if m, ok := manuals()[name]; ok {
		c.Example = "  " + strings.ReplaceAll(m.example, "\n", "\n  ")
		c.Long += "\n\nExit codes: " + m.exits
	}
	for _, sub := range c.Commands() {
		explain(sub)
	}
}
