package main

import (
	"cmp"
	"strings"

	"comity/internal/comity"
)

// words is what a person reads in tables, headings and footers, in one
// language. Errors are in package told; help is English only.
type words struct {
	// Headings of columns, and labels.
	Rank, Band, Bans, Subscriber, Countries, Accounts, Rivals, RivalsAhead, RivalsOpen, ID string
	Ref, Kind, Format, Bytes, Rows, Provider, Basis, Exhibit, Path, SameAs                 string
	SupersededBy                                                                           string
	Line, Reason, Cite, Run, Time, Actor, Version, Hits, Subjects, Seq, Purpose            string
	Event, Account, Address, Answer, First, Last, Count, Weight, Verdict, Text             string
	Check, Result, Measure, Value, Certain, Possible, Item, Questions, Hint                string
	Zone, Reading, Kept, Seconds, Pairs, Plot, Yes, No                                     string

	// People in a table.
	Clusters, PairsScored, TiesExact, TiesLikely, TiesAsserted, TiesCut, Rejected string
	Field, Part, Likeness, Together, Apart                                        string
	Capped, CappedRule, NotCompared, ClusterLead                                  string

	// What a use amounts to.
	Extent, ExtentMeaning, Sites, Sessions, Payments, Renewals, Days, Month, Span string
	All, Own, Elsewhere, Uncertain, Unplaced, Between                             string

	// What sealing lets pass.
	SealedLater, SealedNowhere string

	// What became of findings.
	Changed, Before, After, Because, DifferenceRuns, DiffSubjects           string
	DiffSame, DiffAssignment, DiffSubscriber, DiffLost, DiffGained, Compare string

	// What was left out.
	CitesIt, Became, AlsoRest, NoticeDrafted, RunsGone, BytesKept, LeftOut string
	Asides, BecameWords                                                    map[string]string // by act; by what became of a finding

	// What became of leads.
	Outcomes, Outcome, OutcomeMeaning, Leads, Searched, Cleared, Charged, Informed, State string

	// Tables of laws.
	Table, Key, StartsFrom, Condition, Loss, Valid, VerifiedOn, Confidence, OwnRows, NoAdvice string
	Point, Status, Law, Question, AnsweredBy, ToDo, Answered, Open                            string
	// People and statements.
	Person, MinorIs, MinorUnknown, Statement, Source, Fact, Assessment string
	Case, DueState, DueOn, DueWhat, Usual, Unsorted, Overdue           string
	Gaps, LookLines, LookHead                                          string
	// Who co-signs.
	RecordedAs, RecordedWord, Locally, NotYet, IsRecorded, IsLocally, Taken string
	LogKey, WitnessKey, Partner, NewestSeen, Log, Entries, Misfits          string
	Categories, Dues                                                        map[string]string // where they are not English
	// Keys and partners.
	Algorithm, Until, RevokedFrom, Fingerprint, PinnedBy, Authority string
	KeyStates                                                       map[string]string // where they are not English
	// Four eyes.
	Signatures, Due, ApprovedBy string
	States                      map[string]string // of a proposal, where they are not English
	// Which states are concerned, and whether they were told.
	LedgerLeftOut, LedgerUnchecked, LedgerPurpose, Codes string

	Age, Rule, Ask, Conflict, NexusMeaning, NoAllotments, LedgerTotals, Kinds string

	// What was handed over.
	PackAct, PackHolds, PackMissing, PackAsk string
	PackStamped, PackNoStamp                 string
	// What a partner sent.
	OpenFrom, OpenTo, OpenToNobody, OpenLiaison, OpenDefence, OpenSigned, OpenAnother, Countersigned, OpenUnknown, OpenUnvouched, OpenNoStamp, OpenStamped, OpenOwnStamp, OpenShown, OpenLeaves, OpenProven, OpenNot string

	// Sections of one item.
	Disputed, Eliminated, Named, Row, Moved, Victims, Bystanders                   string
	Selectors, Subscribers, For, Against, RivalsTitle, HitsTitle, Cards, Decisions string
	Lines, Assignments, Missing, Score, Probability, OtherCurves, None, Again      string
	GraphTitle, GraphMay, GraphMore, GraphBefore                                   string
	Independent, OneSubscriber, Use, NoRival                                       string // the tests of the top band

	// Sentences.
	Lead, Measured, BansMeaning, RivalsMeaning, FirstOf, Summary, World, Board, FirstFound                                                                                           string
	OK, Damaged, Fallen, Recomputed, NoSubjects                                                                                                                                      string
	AnswerNext, LookAgain, SealNext, CheckNext                                                                                                                                       string
	StillOpen, SampleRead, SampleRejects, SampleOutside, SampleAside, NotSearched, NoRecords, SealedUnread, SealedTorn, Twice, PossibleTwice, Unbalanced, SetAside, Turned, TurnedOf string
	SetRight, SetRightAt                                                                                                                                                             string
	OffsetsTitle                                                                                                                                                                     string

	// Of a board.
	MaterialSum, MaterialSet, MaterialOwner, MaterialVersion, MaterialAdded, MaterialWho, MaterialNearTo, KnownSum, KnownHash, KnownPlace, KnownLead, MaterialDigest, MaterialRank, MaterialNew, MaterialKnown, MaterialFile, MaterialVerdict, MaterialLabels, MaterialNear, MaterialMore, MaterialLead string
	BoardSum, BoardFrom, BoardCaptures, BoardMessages, BoardAlone, BoardShift, BoardTopic, BoardBand, BoardBase, BoardUnread, BoardAside, BoardReadings, BoardUnlisted, BoardLeft, BoardOne, BoardNobody, BoardLead                                                                                     string
	BoardMember, BoardPosts, BoardFirst, BoardLast, BoardLanguages, BoardRoles, BoardMore, BoardPoints, BoardAlso, BoardPerhaps, BoardAxis                                                                                                                                                              string
	BoardRoleNames, BoardTopics, BoardReasons, BoardAlike                                                                                                                                                                                                                                               map[string]string

	// Of a board and other cases, of what a state is given of it, and of its members.
	Contact    contactWords
	Profile    profileWords
	Tie        tieWords
	MemberZone zoneWords

	// The demonstration.
	DemoSimulated, DemoInit, DemoSealed, DemoChecked, DemoVerified, DemoWalk, DemoPlaces    string
	DemoScore, DemoEvidence, DemoManifest, DemoTruth, DemoCase, DemoNode, DemoGood, DemoBad string
	DemoPacked, DemoOpened, DemoPack, DemoOpen, DemoPartner                                 string

	GraphKinds, GraphMany, GraphAs, GraphSays map[string]string // of the graph behind a claim: kinds of node, several of them, ways to rest, what nodes say

	Sentences map[string]string // what runs say of weights and rivals, where it is not English
	Terms     map[string]string // bands, rivals, their verdicts and what became of leads, where they are not English

	Reasons map[string]string // why a reading of a clock is kept or not, where it is not English
	Rejects map[string]string // why a row could not be read, or was left unread, where it is not English
}

// reason is a reason of a run in the words' language.
func (w words) reason(english string) string {
	if own := w.Reasons[english]; own != "" {
		return own
	}
	return english
}

// reject is why a row could not be read or was left unread, in the words' language.
func (w words) reject(english string) string { return cmp.Or(w.Rejects[english], english) }

// term is a word that JSON has as it is, in the words' language.
func (w words) term(english string) string { return cmp.Or(w.Terms[english], english) }

// tests are the four tests of the band corroborated, by their letters.
func (w words) tests() map[string]string {
	return map[string]string{"a": w.Independent, "b": w.OneSubscriber, "c": w.Use, "d": w.NoRival}
}

// language chooses the words by --lang, or else by the locale.
func (a *app) language() error {
	switch a.lang {
	case "en", "it":
		return nil
	case "":
		a.lang = a.locale()
		return nil
	}
	return comity.Errorf(comity.Usage, "--lang %.20q is not spoken", a.lang).WithHint("one of en, it")
}

// locale follows the order of POSIX: LC_ALL, LC_MESSAGES, LANG.
func (a *app) locale() string {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := a.env(name); v != "" {
			if strings.HasPrefix(v, "it") {
				return "it"
			}
			return "en"
		}
	}
	return "en"
}

// tongue is the language of errors: --lang counts also where the command line was not
// understood, and so not read to its end.
func (a *app) tongue(args []string) string {
	for i, arg := range args {
		lang, is := strings.CutPrefix(arg, "--lang=")
		switch {
		case arg == "--":
			return a.locale()
		case arg == "--lang" && i+1 < len(args):
			lang, is = args[i+1], true
		}
		if is && (lang == "en" || lang == "it") {
			return lang
		}
	}
	return a.locale()
}

func (a *app) words() words {
	if a.lang == "it" {
		return italian()
	}
	return english()
}

func english() words {
	return words{
		Rank: "rank", Band: "band", Bans: "bans", Subscriber: "subscriber", Countries: "countries", Accounts: "accounts",
		Rivals: "rivals", RivalsAhead: "rivals ahead", RivalsOpen: "rivals possible", ID: "id", Ref: "ref", Kind: "kind", Format: "format", Bytes: "bytes", Rows: "rows",
		Provider: "provider", Basis: "basis", Exhibit: "exhibit", Path: "path", SameAs: "same as", SupersededBy: "superseded by", Line: "line", Reason: "reason",
		Cite: "citation", Run: "run", Time: "time", Actor: "actor", Version: "version", Hits: "hits",
		Subjects: "subjects", Seq: "act", Purpose: "purpose", Event: "event", Account: "account", Address: "address",
		Answer: "answer", First: "first", Last: "last", Count: "count", Weight: "weight", Verdict: "verdict", Text: "text",
		Check: "check", Result: "result", Measure: "measure", Value: "value", Certain: "certain", Possible: "possible", Item: "item", Hint: "hint",
		Questions: "questions", Zone: "zone", Reading: "reading", Kept: "kept", Seconds: "seconds", Pairs: "pairs", Plot: "plot", Yes: "yes", No: "no",

		Clusters: "clusters", PairsScored: "pairs compared", TiesExact: "ties by equality", TiesLikely: "ties by weight",
		TiesAsserted: "ties by people", TiesCut: "ties not followed", Rejected: "rows rejected",
		Field: "column", Part: "part", Likeness: "likeness", Together: "in one cluster", Apart: "in two clusters",
		Capped:      "%s %s: %d people have it, more than %d; it finds no pairs and weighs nothing",
		CappedRule:  "%s: %d values that too many have were left out of the search, with %d people",
		NotCompared: "not compared: %s",
		ClusterLead: "A cluster is a lead, not a verdict: people may be glued together or missed; ask --pair A B.",

		Extent: "What the use amounts to", Sites: "sites", Sessions: "sessions", Payments: "payments", Renewals: "renewals", Days: "days", Month: "month", Span: "span",
		All: "all", Own: "claimed connection", Elsewhere: "another one", Uncertain: "uncertain", Unplaced: "no connection", Between: "nothing in %d months",
		ExtentMeaning: "Hits of the subject's own accounts, and their payments. Days and months are of UTC; a session ends after %d min without a line.\n" +
			"A place in the plot is a day: █ at the claimed connection, ▒ at another one only, ░ on uncertain hits alone. What often is, people say.",

		Changed: "what", Before: "before", After: "after", Because: "because of", Compare: "other exhibits than before: %s difference tells what became of the findings",
		DifferenceRuns: "run %s (act %d) → run %s (act %d)", DiffSubjects: "%d vanished, %d appeared, %d in another band, %d with another subscriber claimed",
		DiffSame: "the same assignment", DiffAssignment: "another assignment of the same subscriber", DiffSubscriber: "another subscriber named",
		DiffLost: "no longer in any assignment", DiffGained: "in none before",

		Signatures: "signatures", Due: "due", ApprovedBy: "approved by",

		SealedLater:   "%s: obtained lies in the time to come, by this machine's clock; correct either (a corrected exhibit is sealed with supersedes)",
		SealedNowhere: "%s: no country, and providers called %q sit in %s: it is taken for a third's; seal it again with country and supersedes",
		CitesIt:       "cites it", Became: "without it", AlsoRest: "and %d claims, %d hits; --json names each", NoticeDrafted: "notice drafted", LeftOut: "left out",
		RunsGone: "runs removed: %d", BytesKept: "the bytes stay: another reference needs them",
		Asides:      map[string]string{"withdraw": "withdrawn", "restrict": "restricted", "lift": "no longer restricted", "rectify": "rectified", "erase": "erased"},
		BecameWords: map[string]string{"same": "same", "changed": "changed", "gone": "gone", "new": "new"},
		Outcomes:    "What became of it", Outcome: "outcome", Leads: "with an outcome", Searched: "searched", Cleared: "cleared", Charged: "charged", Informed: "informed", State: "state",
		OutcomeMeaning: "subjects: of the latest run. Others: leads with an outcome, each in the band it had at its first one; shares are of these leads, which are no sample.\n" +
			"Of cleared and charged the later counts; informed: another state was told. Nothing is learnt from this automatically: no weight and no band changes.",

		Table: "table", Key: "key", StartsFrom: "from", Condition: "on condition", Loss: "what is lost", Valid: "valid", VerifiedOn: "verified", Confidence: "confidence", OwnRows: "own",
		Point: "point", Status: "status", Law: "law", Question: "question", AnsweredBy: "what the case says", ToDo: "to do", Answered: "answered", Open: "open",
		NoAdvice: "No legal advice. A: the text was seen, B: a text about it, C: neither, verify first. unknown and none are urgent: nothing is known to keep the data.",
		Person:   "person", MinorIs: "minor", MinorUnknown: "whether a minor is not known: to be treated as one",
		Statement: "statement", Source: "source", Fact: "fact", Assessment: "assessment",
		Case: "case", DueState: "state", DueOn: "on", DueWhat: "what", Usual: "default", Unsorted: "%d subjects without category",
		RecordedAs: "recorded", RecordedWord: "recorded", Locally: "locally", NotYet: "not yet",
		IsRecorded: "recorded: co-signed by %s",
		IsLocally:  "recorded locally: co-signed by %s, and partners in %d other countries are needed; the next command asks again",
		Taken:      "%d entries, %s: co-signed in %s, %d countries needed",
		LogKey:     "log key", WitnessKey: "witness key", Partner: "partner", NewestSeen: "%d entries of this node's log are co-signed by %s", Log: "log", Entries: "entries", Misfits: "kept misfits",
		Algorithm: "algorithm", Until: "until", RevokedFrom: "revoked from", Fingerprint: "fingerprint", PinnedBy: "pinned by", Authority: "authority",
		Gaps: "Gaps", LookHead: "head", LookLines: "%d lines, %d of them sealed, %d from before lines were chained",
		Overdue: "%d dates of review, erasure or category have passed in this case: %s lists them",

		Again: "Delivered again", Selectors: "Selectors", Subscribers: "Subscribers (the claimed one first)", For: "For", Against: "Against",
		Row: "of", Moved: "moved", Victims: "victims", Bystanders: "bystanders", Disputed: "Stated with the accounts, but not shown to be the subject's own", Eliminated: "Hits that name several subscribers, and the assignment of the only one who was there each time", Named: "Rows that say who holds a connection, where the hits' own do not", RivalsTitle: "Rival explanations", HitsTitle: "Hits", Cards: "Cards", Decisions: "Decisions and notes",
		Lines: "Lines", Assignments: "Assignments", Missing: "missing", Score: "score", Probability: "probability", OtherCurves: "unknown (the run was recorded by another version of the curves or of the weights; comity check tells it anew)", None: "none",
		GraphTitle: "From the claim to the bytes", GraphMay: "may rest on", GraphMore: "… %d more %s, --all", GraphBefore: "as above",
		GraphKinds: map[string]string{"claim": "claim", "weight": "weight", "hit": "hit", "record": "record", "citation": "citation", "exhibit": "exhibit", "seal": "seal", "act": "act", "table": "table", "parameter": "parameter"},
		GraphMany:  map[string]string{"hit": "hits", "record": "records", "citation": "citations", "exhibit": "exhibits"},
		GraphAs:    map[string]string{"first": "first line", "last": "last line", "between": "lines between, among others: %d", "event": "event", "assignment": "assignment", "eliminated": "assignment left by elimination", "selector": "states a selector", "named": "says who holds the connection"},
		GraphSays:  map[string]string{"weights": "weights", "clocks": "clocks", "events": "events: %d", "more": "assignments not named: %d", "leaves": "leaves: %d (%s)", "bytes": "bytes: %d", "no tree": "no row tree"},

		Independent:   "two independent events: assignments a day apart, or two clocks stated separately",
		OneSubscriber: "one subscriber under every kept reading of the clocks",
		Use:           "use beyond payment", NoRival: "no rival explanation within 1 ban",

		Lead: "A band is a lead, not a verdict; no adverse decision may rest on it alone.",
		Measured: "Accuracy was measured on simulated billing cases only, never on real ones: " +
			"`comity score`, docs/accuracy.md.",
		BansMeaning:   "bans: weight of the evidence; each +1 is ten times the odds",
		RivalsMeaning: "rivals: explanations other than the subscriber; how many outweigh the claim / are still possible",
		FirstOf:       "%d of %d subjects; all of them: %s subjects",
		FirstFound:    "%d of %d in %s; --limit lists more",
		Summary:       "run %s · %d exhibits · %d events · %d hits · %d rejects · %d quarantined · %d subjects",
		World:         "%d files, %d log lines, %d persons",
		Board:         "%d files, %d messages in %d places, %d names of %d persons",
		OK:            "ok", Damaged: "DAMAGED", Fallen: "Findings that fall with it", Recomputed: "recomputed run",
		Age: "age", Rule: "rule", Ask: "ask", Conflict: "conflict", Kinds: "reasons",
		NexusMeaning: "A nexus is a reason to tell a state, not a statement that somebody is there. Weights are not added up. Conflict: reasons of different kinds\n" +
			"name different states.",
		NoAllotments: "No file of allotments is sealed: which state an address was allotted to is not known. Seal the registries' delegated statistics of\n" +
			"about the dates of the events, as kind = \"allotments\".",
		OpenFrom: "from %s (%s): %s, case %s", OpenSigned: "signed by %s, under the pinned root of %s, level %s, at %s by the signer's clock",
		OpenAnother:   "your key is not among those for which the pack was approved: somebody encrypted it anew",
		Countersigned: "%s: pack of %s (%s), case %s, with this node's signature",
		OpenTo:        "for %s", OpenToNobody: "for %s; this node's node.toml names no country, so nobody compared that",
		OpenLiaison: "for %s, which is not the state of this node: opened for it, as --for says", OpenDefence: "a disclosure to the defence of %s; it is for no state",
		OpenUnknown:   "signed by %s, under a root that is pinned nowhere here, level %s, at %s by the signer's clock: whose it is was not shown",
		OpenUnvouched: "timestamp of %s by %s, an authority that [timestamp] in node.toml does not name: it proves no time here",
		OpenNoStamp:   "no timestamp: nobody but the signer vouches for this time", OpenStamped: "timestamp of %s by %s, an authority of its own",
		OpenOwnStamp: "timestamp of %s by %s, under the signer's own root: the sender's word", OpenShown: "shown", OpenLeaves: "leaves",
		OpenProven: "verified: %d files as they were signed; every row stands in its sealed file as shown, and what is not shown is counted",
		OpenNot:    "not proven here: what the findings conclude (comity-verify --recompute), and whether the files were true when they were obtained",
		PackAct:    "act", PackHolds: "%d items; rows of %d exhibits: %d leaves shown, of the whole case %d withheld",
		PackAsk:     "→ ask %s; comity permit CASE EXHIBIT --to %s --reference ANSWER records a yes",
		PackStamped: "signature B-T: its time is vouched for by %s", PackNoStamp: "signature B-B: no timestamp, so its time is your statement",
		PackMissing:     "of %d subjects evidence is withheld; the pack says whom to ask, and their band in it is unresolved",
		LedgerTotals:    "%d sent, %d blocked, %d unsent: %d in all",
		LedgerLeftOut:   "%d exhibits are left out (withdrawn, restricted, rectified), and what they alone show is not in this ledger: %s",
		LedgerUnchecked: "%d exhibits were sealed after the latest check, and what they show is not in this ledger; run comity check: %s",
		LedgerPurpose:   "%d rows are blocked since no purpose is stated: give --purpose, such as cooperation",
		Codes:           "handling",
		NoSubjects:      "no subjects", StillOpen: "%d questions are still open",
		AnswerNext:    "next: answer every \"?\" in %s, look at it with: %s",
		CheckNext:     "next: %s check %s",
		LookAgain:     "next: answer every \"?\" in %s, and look again with: %s",
		SealNext:      "next: %s init CASE --title T --country CC --authority A, if there is no case yet, and %s seal CASE %s",
		NotSearched:   "not searched: %d rows that could not be read, %d outside the legal basis, %d set aside",
		NoRecords:     "not searched: exhibits without records: %s",
		SealedUnread:  "%s: no record can be read in it as it is described: %d rows rejected, %d outside the legal basis, %d set aside%s; look at it with comity intake DIR --preview, and seal it under another reference that supersedes this one",
		SealedTorn:    "%s: line %d: %s: what lay behind it is not there; ask for the file anew, and seal it under another reference that supersedes this one",
		Unbalanced:    "%s: %d bank statements do not add up, the first from line %d: opening %s and entries %s do not make closing %s %s; entries may lack: ask the bank",
		SetAside:      "%d rows are no records, by what their source says: totals, entries not booked; they do not count: %s aside",
		Twice:         "%d rows had been delivered before, in this form or another; they count once: %s duplicates",
		PossibleTwice: "%d payments may have been delivered before, and nobody can tell; they count: %s duplicates",
		Turned:        "%d rows are impossible by a kept reading of their clock and not as declared; they are read, as uncertain: clock",
		TurnedOf:      "%s: %d rows are impossible by a kept reading and not as declared; they are read, as uncertain",
		SetRight:      "%s: the clock was set right between %s and %s (UTC as it showed it itself); what it showed in between may be off or right",
		SetRightAt:    "%s: the clock was set right at %s (UTC as it showed it itself)",
		OffsetsTitle:  "Measured offsets: b shows so much more than a (plot: 0 in the middle, then 1, 2, 5, 10, 30 s, 1, 5, 15 min, 1, 3, 12 h)",
		SampleRead:    "%d records in the sample", SampleOutside: "%d outside the basis: not read", SampleRejects: "%d rejects: %s", SampleAside: "%d set aside, no records by what they say themselves: %s",

		BoardSum:  "%s: %s captures of %s messages in %s threads by %s names; %s captures left apart that look like another's message",
		BoardFrom: "contributor", BoardCaptures: "captures", BoardMessages: "messages", BoardAlone: "nobody else has", BoardShift: "clock put right by, s",
		MaterialSum: "%s files: %s new, %s known; states disagree on %s, hashes contradict each other in %s", MaterialSet: "set", MaterialOwner: "owner", MaterialVersion: "version", MaterialAdded: "sealed", MaterialWho: "set or state", MaterialNearTo: "like, %s of 256 bits away: %s (%s)",
		KnownSum: "%s hashes asked: %s known, %s new to these sets", KnownHash: "hash", KnownPlace: "place", KnownLead: "New: in none of these sets. No file was opened.",
		MaterialDigest: "digest", MaterialRank: "rank", MaterialNew: "new", MaterialKnown: "known", MaterialFile: "file", MaterialVerdict: "verdict", MaterialLabels: "labels", MaterialNear: "near",
		MaterialMore: "%s more files: --all", MaterialLead: "New: in none of these sets. Leads for an analyst, by lists that others supplied; no file was opened.",
		BoardTopic: "topic", BoardBand: "without any one contributor", BoardBase: "baseline ‰", BoardUnread: "exhibit %s: no format reads %s; it is sealed as it is and counts for nothing here",
		Contact: contactEnglish(), Profile: profileEnglish(), Tie: tieEnglish(), MemberZone: zoneEnglish(), BoardAlike: aliasEnglish(),
		BoardAside: "exhibit %s: %s rows are no part of the board (private messages, posts never shown, guests' account, programs, totals)", BoardReadings: "exhibit %s: its clock can be read in %s other ways; the profile follows the first, and bands marked * hold under all that no other clock contradicts",
		BoardLeft:     "not in the profile: %s rows that cannot be read, %s quarantined (outside the basis, or without a time), %s withdrawn; %[4]s rejects and %[4]s quarantine list line and reason",
		BoardOne:      "all of it is from one contributor, %s: without it nothing stands, and the ranges \"without any one contributor\" say nothing",
		BoardNobody:   "None of them is an answer too, the likelier the lower all scores are; --json has all passages that weigh most.",
		BoardUnlisted: "about %s messages are in a language without a list of phrases (%s): the rates pass them over",
		BoardLead:     "Leads for an analyst: who is to be read first. Ranks, bands and scores identify nobody.",
		BoardMember:   "member", BoardPosts: "posts", BoardFirst: "first", BoardLast: "last", BoardLanguages: "languages", BoardRoles: "roles", BoardPoints: "points", BoardAlso: "also used by", BoardPerhaps: "perhaps the same",
		BoardMore: "… %s more: --all", BoardAxis: "messages with a phrase of the topic, ‰ of the month's",
		BoardReasons: map[string]string{
			"title-administrator": "a rank or group of administrators", "title-moderator": "a rank or group of moderators", "promotes": "promotes and demotes", "bans": "bans",
			"sets-topics": "sets topics", "locks-deletes": "locks and deletes", "kicks-bans": "kicks and bans", "much-answered": "place by who is answered", "was-banned": "was banned, kicked or demoted",
			"security-advice": "messages of security advice", "topics-of-advice": "topics of advice", "advice-answered-by": "names that answered the advice", "little-advice": "too little advice to tell",
			"vouches-invites": "vouches and invites", "vouches-in-words": "vouches in what it writes", "was-vouched-for-in-words": "vouched for in what others write", "inviter-of": "profiles name it as inviter", "between-others": "lies between others, ‰", "brought-were-banned": "whom it brought was banned",
			"first-with-new-items": "first with new items", "first-with-known-items": "first with known items", "first-post-late": "first post late, ‰ of the time", "was-vouched-for": "was vouched for or invited",
			"speaks-of-entry": "speaks of how one gets in", "posts-much": "posts much", "joined-late": "joined late, ‰ of the time", "joined-before-first-post": "joined long before its first post, ‰ of the time",
			"in-core": "in the middle: everybody there has so many others of it", "at-rim": "at the rim: at most so many others around it", "bridges-communities": "ties with so many other communities, more than is usual",
			"keeps-to-one-community": "ties with so many other communities, fewer than is usual",
		},

		DemoSimulated: "simulated a billing case", DemoInit: "opened a case", DemoSealed: "sealed the exhibits",
		DemoChecked: "checked them against each other", DemoVerified: "verified every byte, signature and log entry",
		DemoWalk: "From the first subject to the bytes behind it:", DemoScore: "The findings beside the truth:",
		DemoPlaces: "Where things lie:", DemoEvidence: "evidence as received",
		DemoManifest: "what each file is; the pattern for your own", DemoTruth: "truth, never sealed",
		DemoCase: "the case", DemoNode: "the node: its keys and log",
		DemoPacked: "handed " + demoTo + " its rows; two persons signed", DemoOpened: "opened it there: verified first, then unpacked",
		DemoPack: "the pack for " + demoTo, DemoOpen: "what " + demoTo + " received: begin with files/report.html", DemoPartner: "the node of " + demoTo,
		DemoGood: "verified: %d checks, all ok", DemoBad: "NOT VERIFIED: %d of %d checks failed",
	}
}

func italian() words {
	return words{
		Rank: "posto", Band: "fascia", Bans: "ban", Subscriber: "abbonato", Countries: "paesi", Accounts: "account",
		Rivals: "rivali", RivalsAhead: "rivali in vantaggio", RivalsOpen: "rivali possibili", ID: "id", Ref: "rif.", Kind: "genere", Format: "formato", Bytes: "byte", Rows: "righe",
		Provider: "fornitore", Basis: "base", Exhibit: "reperto", Path: "percorso", SameAs: "uguale a", SupersededBy: "sostituito da", Line: "riga", Reason: "motivo",
		Cite: "citazione", Run: "calcolo", Time: "ora", Actor: "autore", Version: "versione", Hits: "riscontri",
		Subjects: "soggetti", Seq: "atto", Purpose: "scopo", Event: "evento", Account: "account", Address: "indirizzo",
		Answer: "risposta", First: "primo", Last: "ultimo", Count: "numero", Weight: "peso", Verdict: "esito", Text: "testo",
		Check: "verifica", Result: "risultato", Measure: "misura", Value: "valore", Certain: "certo", Possible: "possibile", Item: "oggetto", Hint: "suggerimento",
		Questions: "domande", Zone: "fuso", Reading: "lettura", Kept: "mantenuta", Seconds: "secondi", Pairs: "coppie", Plot: "grafico", Yes: "sì", No: "no",

		Clusters: "gruppi", PairsScored: "coppie confrontate", TiesExact: "legami per uguaglianza", TiesLikely: "legami per peso",
		TiesAsserted: "legami da persone", TiesCut: "legami non seguiti", Rejected: "righe scartate",
		Field: "colonna", Part: "parte", Likeness: "somiglianza", Together: "in un solo gruppo", Apart: "in due gruppi",
		Capped:      "%s %s: lo hanno %d persone, più di %d; non trova coppie e non pesa",
		CappedRule:  "%s: %d valori che troppi hanno sono stati esclusi dalla ricerca, con %d persone",
		NotCompared: "non confrontate: %s",
		ClusterLead: "Un gruppo è una pista, non un verdetto: può unire persone diverse o mancarne; si chieda --pair A B.",

		Extent: "Entità dell'uso", Sites: "siti", Sessions: "sessioni", Payments: "pagamenti", Renewals: "rinnovi", Days: "giorni", Month: "mese", Span: "periodo",
		All: "tutti", Own: "linea indicata", Elsewhere: "altra linea", Uncertain: "incerti", Unplaced: "nessuna linea", Between: "nulla per %d mesi",
		ExtentMeaning: "Riscontri degli account propri del soggetto, e i loro pagamenti. Giorni e mesi in UTC; una sessione finisce dopo %d min senza righe.\n" +
			"Un posto nel grafico è un giorno: █ sulla linea indicata, ▒ solo su un'altra, ░ su soli riscontri incerti. Che cosa sia spesso lo dicono le persone.",

		Changed: "che cosa", Before: "prima", After: "dopo", Because: "a causa di", Compare: "reperti diversi da prima: %s difference dice che ne è delle risultanze",
		DifferenceRuns: "calcolo %s (atto %d) → calcolo %s (atto %d)", DiffSubjects: "%d spariti, %d comparsi, %d in un'altra fascia, %d con un altro abbonato indicato",
		DiffSame: "stessa assegnazione", DiffAssignment: "altra assegnazione dello stesso abbonato", DiffSubscriber: "con un altro abbonato",
		DiffLost: "non più in alcuna assegnazione", DiffGained: "prima in nessuna",

		Signatures: "firme", Due: "entro", ApprovedBy: "approvato da",
		States: map[string]string{"open": "da approvare", "approved": "approvato", "done": "fatto", "owed": "seconda dovuta", "overdue": "seconda scaduta"},

		SealedLater:   "%s: obtained è nel futuro, secondo l'orologio di questa macchina; correggere l'uno o l'altro (un reperto corretto si sigilla con supersedes)",
		SealedNowhere: "%s: nessun country, e fornitori di nome %q hanno sede in %s: è preso per quello di un terzo; sigillarlo di nuovo con country e supersedes",
		CitesIt:       "lo cita", Became: "senza", AlsoRest: "e %d argomenti, %d riscontri; --json li nomina tutti", NoticeDrafted: "avviso predisposto", LeftOut: "escluso",
		RunsGone: "calcoli rimossi: %d", BytesKept: "i byte restano: servono a un altro riferimento",
		Asides:      map[string]string{"withdraw": "ritirato", "restrict": "limitato", "lift": "non più limitato", "rectify": "rettificato", "erase": "cancellato"},
		BecameWords: map[string]string{"same": "uguale", "changed": "cambiato", "gone": "caduto", "new": "nuovo"},
		Outcomes:    "Che cosa ne è stato", Outcome: "seguito", Leads: "con un seguito", Searched: "perquisiti", Cleared: "scagionati", Charged: "imputati", Informed: "segnalati", State: "Stato",
		OutcomeMeaning: "soggetti: dell'ultimo calcolo. Gli altri: piste con un seguito, ciascuna nella fascia che aveva al primo; le quote sono di queste piste, che non sono un campione.\n" +
			"Fra scagionato e imputato conta l'ultimo; segnalati: ad altro Stato. Da questo nulla si apprende in automatico: nessun peso e nessuna fascia cambia.",

		Table: "tabella", Key: "chiave", StartsFrom: "da", Condition: "a condizione", Loss: "che cosa si perde", Valid: "in vigore", VerifiedOn: "verificato", Confidence: "affidabilità", OwnRows: "proprie",
		Point: "punto", Status: "stato", Law: "legge", Question: "domanda", AnsweredBy: "che cosa dice il caso", ToDo: "da fare", Answered: "risposto", Open: "aperto",
		NoAdvice: "Non è un parere legale. A: testo visto, B: un testo che ne parla, C: nessuno dei due, da verificare. unknown e none sono urgenti: nulla di noto conserva i dati.",
		Person:   "persona", MinorIs: "minore", MinorUnknown: "non è noto se sia minore: da trattare come tale",
		Statement: "affermazione", Source: "fonte", Fact: "fatto", Assessment: "valutazione",
		Case: "caso", DueState: "stato", DueOn: "entro", DueWhat: "che cosa", Usual: "predefinito", Unsorted: "%d soggetti senza categoria",
		RecordedAs: "registrato", RecordedWord: "registrato", Locally: "localmente", NotYet: "non ancora",
		IsRecorded: "registrato: controfirmato da %s",
		IsLocally:  "registrato localmente: controfirmato da %s, e servono partner di altri %d Stati; il prossimo comando chiede di nuovo",
		Taken:      "%d voci, %s: controfirmate in %s, servono %d Stati",
		LogKey:     "chiave del registro", WitnessKey: "chiave di testimone", Partner: "partner", NewestSeen: "%d voci del registro di questo nodo sono controfirmate da %s", Log: "registro", Entries: "voci", Misfits: "contraddizioni conservate",
		Algorithm: "algoritmo", Until: "fino a", RevokedFrom: "revocata da", Fingerprint: "impronta", PinnedBy: "fissata da", Authority: "autorità",
		KeyStates: map[string]string{"current": "in uso", "former": "precedente", "revoked": "revocata"},
		Gaps:      "Lacune", LookHead: "testa", LookLines: "%d righe, di cui %d sigillate e %d di prima che le righe fossero concatenate",
		Overdue:    "%d termini di riesame, cancellazione o categoria sono scaduti in questo caso: li elenca %s",
		Dues:       map[string]string{"due": "in scadenza", "overdue": "scaduto", "review": "riesame", "erase": "cancellazione", "category": "categoria"},
		Categories: map[string]string{"suspect": "sospettato", "victim": "vittima", "witness": "testimone", "contact": "contatto", "unknown": "non noto"},

		Again: "Consegnato di nuovo", Selectors: "Selettori", Subscribers: "Abbonati (per primo quello indicato)", For: "A favore", Against: "Contro",
		Row: "di", Moved: "spostati", Victims: "vittime", Bystanders: "estranei", Disputed: "Indicati con gli account, ma non dimostrati propri del soggetto", Eliminated: "Riscontri che indicano più abbonati, e l'assegnazione dell'unico presente ogni volta", Named: "Righe che indicano il titolare di una connessione, dove quelle dei riscontri non lo indicano", RivalsTitle: "Spiegazioni rivali", HitsTitle: "Riscontri", Cards: "Carte", Decisions: "Decisioni e note",
		Lines: "Righe", Assignments: "Assegnazioni", Missing: "manca", Score: "punteggio", Probability: "probabilità", OtherCurves: "non nota (l'esecuzione fu registrata con un'altra versione delle curve o dei pesi; comity check la ricalcola)", None: "nessuno",
		GraphTitle: "Dall'affermazione ai byte", GraphMay: "può poggiare su", GraphMore: "… altri %d: %s, --all", GraphBefore: "come sopra",
		GraphKinds: map[string]string{"claim": "affermazione", "weight": "peso", "hit": "riscontro", "record": "registrazione", "citation": "citazione", "exhibit": "reperto", "seal": "sigillo", "act": "atto", "table": "tabella", "parameter": "parametro"},
		GraphMany:  map[string]string{"hit": "riscontri", "record": "registrazioni", "citation": "citazioni", "exhibit": "reperti"},
		GraphAs:    map[string]string{"first": "prima riga", "last": "ultima riga", "between": "righe intermedie, tra altre: %d", "event": "evento", "assignment": "assegnazione", "eliminated": "assegnazione rimasta per esclusione", "selector": "indica un selettore", "named": "indica il titolare della connessione"},
		GraphSays:  map[string]string{"weights": "pesi", "clocks": "orologi", "events": "eventi: %d", "more": "assegnazioni non elencate: %d", "leaves": "foglie: %d (%s)", "bytes": "byte: %d", "no tree": "senza albero delle righe"},

		Independent:   "due eventi indipendenti: assegnazioni a un giorno di distanza, o due orologi dichiarati separatamente",
		OneSubscriber: "un solo abbonato con ogni lettura mantenuta degli orologi",
		Use:           "uso oltre al pagamento", NoRival: "nessuna spiegazione rivale entro 1 ban",

		Lead: "Una fascia è una pista, non un verdetto; nessuna decisione sfavorevole può basarsi solo su di essa.",
		Measured: "La precisione è stata misurata solo su casi simulati, mai su casi reali: " +
			"`comity score`, docs/accuracy.md.",
		BansMeaning:   "ban: peso degli elementi; ogni +1 rende l'ipotesi dieci volte più verosimile",
		RivalsMeaning: "rivali: spiegazioni diverse dall'abbonato; quante pesano più dell'ipotesi / sono ancora possibili",
		FirstOf:       "%d soggetti su %d; tutti: %s subjects",
		FirstFound:    "%d di %d in %s; --limit ne elenca di più",
		Summary:       "calcolo %s · %d reperti · %d eventi · %d riscontri · %d scarti · %d in quarantena · %d soggetti",
		World:         "%d file, %d righe di log, %d persone",
		Board:         "%d file, %d messaggi in %d punti, %d nomi di %d persone",
		OK:            "ok", Damaged: "DANNEGGIATO", Fallen: "Risultanze che cadono", Recomputed: "calcolo rifatto",
		Age: "età", Rule: "regola", Ask: "a chi chiedere", Conflict: "contrasto", Kinds: "ragioni",
		NexusMeaning: "Un nesso è una ragione per informare uno Stato, non l'affermazione che qualcuno vi si trovi. I pesi non si sommano. Contrasto: ragioni di\n" +
			"natura diversa indicano Stati diversi.",
		NoAllotments: "Nessun file di assegnazioni è sigillato: non si sa a quale Stato fosse assegnato un indirizzo. Sigillare le statistiche «delegated» dei\n" +
			"registri, di date vicine agli eventi, con kind = \"allotments\".",
		OpenFrom: "da %s (%s): %s, caso %s", OpenSigned: "firmato da %s, sotto la radice fissata di %s, livello %s, alle %s per l'orologio di chi firma",
		OpenAnother:   "la vostra chiave non è fra quelle per cui il plico fu approvato: qualcuno lo ha cifrato di nuovo",
		Countersigned: "%s: plico di %s (%s), caso %s, con la firma di questo nodo",
		OpenTo:        "per %s", OpenToNobody: "per %s; node.toml di questo nodo non nomina alcuno stato, perciò nessuno l'ha confrontato",
		OpenLiaison: "per %s, che non è lo stato di questo nodo: aperto per esso, come dice --for", OpenDefence: "messo a disposizione della difesa di %s; non è per alcuno stato",
		OpenUnknown:   "firmato da %s, sotto una radice che qui non è fissata, livello %s, alle %s per l'orologio di chi firma: di chi sia non è stato mostrato",
		OpenUnvouched: "marca temporale delle %s di %s, autorità che [timestamp] in node.toml non nomina: qui non prova alcuna ora",
		OpenNoStamp:   "nessuna marca temporale: di quest'ora risponde solo chi firma", OpenStamped: "marca temporale delle %s di %s, autorità a sé",
		OpenOwnStamp: "marca temporale delle %s di %s, sotto la radice di chi firma: parola del mittente", OpenShown: "mostrate", OpenLeaves: "foglie",
		OpenProven: "verificato: %d file come furono firmati; ogni riga sta nel suo file sigillato come mostrata, e ciò che non è mostrato è contato",
		OpenNot:    "non provato qui: ciò che le risultanze concludono (comity-verify --recompute), e se i file fossero veri quando furono ottenuti",
		PackAct:    "atto", PackHolds: "%d elementi; righe di %d reperti: %d foglie mostrate, dell'intero caso %d trattenute",
		PackAsk:     "→ chiedere a %s; comity permit CASE EXHIBIT --to %s --reference RISPOSTA registra un sì",
		PackStamped: "firma B-T: l'ora è attestata da %s", PackNoStamp: "firma B-B: senza marca temporale, quindi l'ora è una vostra dichiarazione",
		PackMissing:     "di %d soggetti sono trattenute prove; il plico dice a chi chiederle, e in esso la loro fascia è unresolved",
		LedgerTotals:    "%d inviati, %d bloccati, %d non inviati: %d in tutto",
		LedgerLeftOut:   "%d reperti sono esclusi (ritirati, limitati, rettificati) e ciò che essi soli mostrano non è in questo registro: %s",
		LedgerUnchecked: "%d reperti sono stati sigillati dopo l'ultimo controllo e ciò che mostrano non è in questo registro; eseguire comity check: %s",
		LedgerPurpose:   "%d righe sono bloccate perché non è indicata una finalità: dare --purpose, ad esempio cooperation",
		Codes:           "codici di trattamento",
		NoSubjects:      "nessun soggetto", StillOpen: "%d domande ancora aperte",
		AnswerNext:    "poi: rispondere a ogni \"?\" in %s, guardarlo con: %s",
		CheckNext:     "poi: %s check %s",
		LookAgain:     "poi: rispondere a ogni \"?\" in %s, e guardare di nuovo con: %s",
		SealNext:      "poi: %s init CASE --title T --country CC --authority A, se il caso non c'è ancora, e %s seal CASE %s",
		NotSearched:   "non cercate: %d righe illeggibili, %d fuori dalla base legale, %d lasciate da parte",
		NoRecords:     "non cercati: reperti senza registrazioni: %s",
		SealedUnread:  "%s: così com'è descritto non vi si legge alcuna registrazione: %d righe scartate, %d fuori dalla base legale, %d lasciate da parte%s; si guardi con comity intake DIR --preview, e si sigilli sotto un altro riferimento che sostituisce questo",
		SealedTorn:    "%s: riga %d: %s: ciò che stava dopo non c'è; si chieda di nuovo il file, e lo si sigilli sotto un altro riferimento che sostituisce questo",
		Unbalanced:    "%s: %d estratti conto non quadrano, il primo dalla riga %d: saldo iniziale %s e movimenti %s non danno il saldo finale %s %s; possono mancare movimenti: chiedere alla banca",
		SetAside:      "%d righe non sono registrazioni, secondo la loro fonte: totali, movimenti non contabilizzati; non sono contate: %s aside",
		Twice:         "%d righe già consegnate, in questa forma o in un'altra; sono contate una volta sola: %s duplicates",
		PossibleTwice: "%d pagamenti forse già consegnati, e nessuno può dirlo; sono contati: %s duplicates",
		Turned:        "%d righe sono impossibili secondo una lettura tenuta del loro orologio e non come dichiarate; sono lette, come incerte: clock",
		TurnedOf:      "%s: %d righe sono impossibili secondo una lettura tenuta e non come dichiarate; sono lette, come incerte",
		SetRight:      "%s: l'orologio è stato rimesso a punto tra %s e %s (UTC come lo mostrava); quel che mostrava nel mezzo può essere sbagliato o giusto",
		SetRightAt:    "%s: l'orologio è stato rimesso a punto alle %s (UTC come lo mostrava)",
		OffsetsTitle:  "Scarti misurati: b segna tanto più di a (grafico: 0 al centro, poi 1, 2, 5, 10, 30 s, 1, 5, 15 min, 1, 3, 12 h)",
		SampleRead:    "%d registrazioni nel campione", SampleOutside: "%d fuori dal titolo: non lette", SampleRejects: "%d scarti: %s", SampleAside: "%d lasciate da parte, non registrazioni secondo loro stesse: %s",

		BoardSum:  "%s: %s copie di %s messaggi in %s discussioni di %s nomi; %s copie lasciate a parte che somigliano a un altro messaggio",
		BoardFrom: "contributore", BoardCaptures: "copie", BoardMessages: "messaggi", BoardAlone: "solo suoi", BoardShift: "orologio corretto di, s",
		MaterialSum: "%s file: %s nuovi, %s noti; gli Stati dissentono su %s, le impronte si contraddicono in %s", MaterialSet: "elenco", MaterialOwner: "titolare", MaterialVersion: "versione", MaterialAdded: "sigillato", MaterialWho: "elenco o Stato", MaterialNearTo: "simile, a %s bit su 256: %s (%s)",
		KnownSum: "%s impronte chieste: %s note, %s nuove per questi elenchi", KnownHash: "impronta", KnownPlace: "luogo", KnownLead: "Nuovo: in nessuno di questi elenchi. Nessun file è stato aperto.",
		MaterialDigest: "impronta", MaterialRank: "posto", MaterialNew: "nuovo", MaterialKnown: "noto", MaterialFile: "file", MaterialVerdict: "esito", MaterialLabels: "etichette", MaterialNear: "simili",
		MaterialMore: "altri %s file: --all", MaterialLead: "Nuovo: in nessuno di questi elenchi. Piste per l'analista, da elenchi forniti da altri; nessun file è stato aperto.",
		BoardTopic: "argomento", BoardBand: "senza uno dei contributori", BoardBase: "confronto ‰", BoardUnread: "reperto %s: nessun formato legge %s; è sigillato così com'è e qui non conta",
		Contact: contactItalian(), Profile: profileItalian(), Tie: tieItalian(), MemberZone: zoneItalian(), BoardAlike: aliasItalian(),
		BoardAside: "reperto %s: %s righe non fanno parte della bacheca (messaggi privati, messaggi mai mostrati, utenza degli ospiti, programmi, totali)", BoardReadings: "reperto %s: il suo orologio si può leggere in altri %s modi; il profilo segue il primo, e le fasce con * valgono per tutti quelli che nessun altro orologio smentisce",
		BoardLeft:     "non nel profilo: %s righe illeggibili, %s in quarantena (fuori dalla base legale, o senza ora), %s ritirate; %[4]s rejects e %[4]s quarantine ne elencano riga e motivo",
		BoardOne:      "tutto viene da un solo contributore, %s: senza di esso non resta nulla, e gli intervalli \"senza uno dei contributori\" non dicono niente",
		BoardNobody:   "Anche nessuno di loro è una risposta, tanto più quanto più bassi sono tutti i punteggi; --json ha tutti i passi che pesano di più.",
		BoardUnlisted: "circa %s messaggi sono in una lingua senza elenco di frasi (%s): le quote non ne tengono conto",
		BoardLead:     "Piste per l'analista: chi leggere per primo. Posti, fasce e punteggi non identificano nessuno.",
		BoardMember:   "membro", BoardPosts: "messaggi", BoardFirst: "primo", BoardLast: "ultimo", BoardLanguages: "lingue", BoardRoles: "ruoli", BoardPoints: "punti", BoardAlso: "usato anche da", BoardPerhaps: "forse lo stesso",
		BoardMore: "… altri %s: --all", BoardAxis: "messaggi con un'espressione dell'argomento, ‰ del mese",
		BoardRoleNames: map[string]string{
			"administrator": "amministratore", "moderator": "moderatore", "security-teacher": "maestro di sicurezza", "broker": "mediatore", "producer-candidate": "possibile produttore", "newcomer": "nuovo arrivato",
		},
		BoardTopics: map[string]string{
			"anonymity": "anonimato", "encryption": "cifratura", "hiding data": "nascondere dati", "when searched": "in caso di controllo", "entry requirements": "requisiti d'ingresso",
			"invulnerability": "invulnerabilità", "own rightness": "essere nel giusto", "stereotyped outsiders": "estranei stereotipati", "pressure on dissent": "pressione sul dissenso", "unanimity": "unanimità",
		},
		BoardReasons: map[string]string{
			"title-administrator": "grado o gruppo di amministratori", "title-moderator": "grado o gruppo di moderatori", "promotes": "promuove e retrocede", "bans": "esclude",
			"sets-topics": "sceglie i temi", "locks-deletes": "chiude e cancella", "kicks-bans": "espelle ed esclude", "much-answered": "posto secondo chi riceve risposte", "was-banned": "è stato escluso, espulso o retrocesso",
			"security-advice": "messaggi con consigli di sicurezza", "topics-of-advice": "argomenti dei consigli", "advice-answered-by": "nomi che hanno risposto ai consigli", "little-advice": "troppo pochi consigli per dirlo",
			"vouches-invites": "garantisce e invita", "vouches-in-words": "garantisce in ciò che scrive", "was-vouched-for-in-words": "altri scrivono di garantire per lui", "inviter-of": "profili che lo dicono loro garante", "between-others": "sta tra gli altri, ‰", "brought-were-banned": "chi ha portato è stato escluso",
			"first-with-new-items": "primo con elementi nuovi", "first-with-known-items": "primo con elementi noti", "first-post-late": "primo messaggio tardo, ‰ del tempo", "was-vouched-for": "garantito o invitato",
			"speaks-of-entry": "parla di come si entra", "posts-much": "scrive molto", "joined-late": "iscritto tardi, ‰ del tempo", "joined-before-first-post": "iscritto molto prima del primo messaggio, ‰ del tempo",
			"in-core": "al centro: ognuno vi ha tanti altri di esso", "at-rim": "ai margini: al massimo tanti altri intorno", "bridges-communities": "legami con tante altre comunità, più del consueto",
			"keeps-to-one-community": "legami con tante altre comunità, meno del consueto",
		},

		DemoSimulated: "simulato un caso di pagamenti", DemoInit: "aperto un caso", DemoSealed: "sigillati i reperti",
		DemoChecked: "confrontati i reperti fra loro", DemoVerified: "verificati ogni byte, firma e voce di registro",
		DemoWalk: "Dal primo soggetto ai byte che lo sostengono:", DemoScore: "Le risultanze accanto alla verità:",
		DemoPlaces: "Dove si trova che cosa:", DemoEvidence: "prove come ricevute",
		DemoManifest: "che cos'è ogni file; il modello per i propri", DemoTruth: "verità, mai sigillata",
		DemoCase: "il caso", DemoNode: "il nodo: chiavi e registro",
		DemoPacked: "consegnate a " + demoTo + " le sue righe; hanno firmato due persone", DemoOpened: "aperto là: prima verificato, poi estratto",
		DemoPack: "il plico per " + demoTo, DemoOpen: "che cosa ha ricevuto " + demoTo + ": si cominci da files/report.html", DemoPartner: "il nodo di " + demoTo,
		DemoGood: "verificato: %d controlli, tutti ok", DemoBad: "NON VERIFICATO: %d controlli falliti su %d",

		Sentences: italianSentences(), Terms: italianTerms(), Rejects: italianRejects(),
		Reasons: map[string]string{
			"nothing to compare it with":                                                                                               "nulla con cui confrontarla",
			"agrees with the other sources":                                                                                            "concorda con le altre fonti",
			"too few pairs with other sources for an error to show":                                                                    "troppo poche coppie con altre fonti perché un errore si veda",
			"nothing agrees but what was asked about its own records, which repeats their times":                                       "concorda solo ciò che fu chiesto sulle sue stesse registrazioni, che ne ripete gli orari",
			"agrees with the other sources; an error within what people take from one to the other does not show":                      "concorda con le altre fonti; non si vede un errore entro i tempi che le persone impiegano dall'una all'altra",
			"one of many gains that were tried explains as many events by chance":                                                      "tra molte derive provate, una spiega altrettanti eventi per caso",
			"events lie in assignments as they stand; an error that moves none of them does not show":                                  "gli eventi stanno nelle assegnazioni così come sono; non si vede un errore che non ne sposta alcuno",
			"the other sources say otherwise":                                                                                          "le altre fonti dicono altro",
			"measured against the other sources":                                                                                       "misurata rispetto alle altre fonti",
			"no hour above twelve, and no pairs that decide":                                                                           "nessuna ora oltre le dodici, e nessuna coppia che decida",
			"no day above twelve, and no pairs that decide":                                                                            "nessun giorno oltre il dodici, e nessuna coppia che decida",
			"pairs agree in either half of the day":                                                                                    "le coppie concordano in entrambe le metà del giorno",
			"ask the card's issuer for its holder and for complaints, and the sites for log-ins":                                       "chiedere all'emittente il titolare della carta e i reclami, e ai siti gli accessi",
			"ask the provider who holds the connection, who lives or works there, and for the source port where an address was shared": "chiedere al fornitore chi è intestatario, chi vi abita o lavora, e la porta sorgente dove l'indirizzo era condiviso",
			"ask the mail provider whose the address is, and the sites who opened the accounts":                                        "chiedere al fornitore di posta di chi è l'indirizzo, e ai siti chi ha aperto gli account",
			"ask the connections' providers for their holders, and the sites whether password or address of the account were changed":  "chiedere ai fornitori delle connessioni chi ne sia intestatario, e ai siti se password o indirizzo dell'account siano stati cambiati",
			"have the computer examined for remote control before anybody is taken for its user":                                       "far esaminare il computer per controllo remoto prima di ritenere qualcuno il suo utente",
			"ask both providers for dates of birth":                                                                                    "chiedere a entrambi i fornitori le date di nascita",
			"ask the provider for zone, summer time and AM or PM of its clock, and look up again":                                      "chiedere al fornitore fuso, ora legale e AM o PM del suo orologio, e ripetere la ricerca",
			"two sources differ, and nothing says which of them is wrong":                                                              "due fonti divergono, e nulla dice quale delle due sbagli",
			"differs from the measured one at some times only, and nothing made then decides":                                          "diverge da quella misurata solo in certi periodi, e nulla di quei periodi decide",
			"a second clock's stamps in the same lines say this, and so do events":                                                     "lo dicono gli orari di un secondo orologio nelle stesse righe, e anche gli eventi",
			"the other reading would end assignments before they begin, and this one does not":                                         "l'altra lettura farebbe finire assegnazioni prima dell'inizio, e questa no",
			"the written dates themselves: days above twelve stand in other months than the rest":                                      "le date stesse come scritte: i giorni oltre il dodici stanno in altri mesi rispetto agli altri",
		},
	}
}
