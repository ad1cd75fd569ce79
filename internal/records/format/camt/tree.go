package camt

import "strings"

// field is a value of a statement, an entry or a transaction that is read.
type field uint8

const (
	none field = iota
	// of the statement
	statementID
	ownAccount
	page     // its number
	lastPage // whether there is none behind
	sort     // of a balance
	// of the entry, and most of its transactions as well
	sum
	currency
	direction
	reversal
	status
	bookingDate
	valueDate
	servicerRef
	entryRef
	endToEnd
	mandate
	family // what the transaction is, in the servicer's code
	additional
	returned // why it was sent back
	debtor
	debtorAccount
	creditor
	creditorAccount
	remittance // free text, perhaps in parts
	reference  // the creditor's structured one
	ownSum     // of a transaction, as instructed
	ownCurrency
	fields
)

// part is a node's sort.
type part uint8

const (
	plain part = iota
	root
	message
	header
	statement
	balance
	entry
	detail
)

// node says of an element what to read from it.
type node struct {
	part     part
	field    field // what its text is
	currency field // what its attribute Ccy is
	mark     field // what is set where it stands at all
	children []named
	likely   int // which child comes next: they keep one order
}

type named struct {
	name string
	*node
}

// next is the child called name; nil where none is.
func (n *node) next(name []byte) *node {
	i := n.likely
	for range n.children {
		if i >= len(n.children) {
			i = 0
		}
		if c := &n.children[i]; c.name == string(name) {
			n.likely = i + 1
			return c.node
		}
		i++
	}
	return nil
}

func (n *node) put(name string, c *node) { n.children = append(n.children, named{name, c}) }

// child finds or makes the node at path below n; names are parted by slashes.
func (n *node) child(path string) *node {
	for name := range strings.SplitSeq(path, "/") {
		c := n.next([]byte(name))
		if c == nil {
			c = &node{}
			n.put(name, c)
		}
		n = c
	}
	return n
}

func (n *node) reads(f field, paths ...string) {
	for _, p := range paths {
		n.child(p).field = f
	}
}

// newTree is the part of the messages that is read, of all versions at once:
// where they differ they use other names.
func newTree() *node {
	r, m := &node{part: root}, &node{part: message}
	r.put(anyMessage, m)
	m.child("GrpHdr").part = header
	pages(m.child("GrpHdr/MsgPgntn"))
	s := m.child("Stmt")
	m.put("Rpt", s)
	m.put("Ntfctn", s)
	s.part = statement
	s.reads(statementID, "Id")
	s.reads(ownAccount, "Acct/Id/IBAN", "Acct/Id/BBAN", "Acct/Id/PrtryAcct/Id", "Acct/Id/Othr/Id")
	pages(s.child("StmtPgntn"))
	pages(s.child("RptPgntn"))
	b := s.child("Bal")
	b.part = balance
	b.reads(sort, "Tp/CdOrPrtry/Cd", "Tp/Cd")
	common(b)
	e := s.child("Ntry")
	e.part = entry
	common(e)
	e.reads(reversal, "RvslInd")
	e.reads(status, "Sts", "Sts/Cd", "Sts/Prtry")
	e.reads(bookingDate, "BookgDt/Dt", "BookgDt/DtTm")
	e.reads(valueDate, "ValDt/Dt", "ValDt/DtTm")
	e.reads(servicerRef, "AcctSvcrRef")
	e.reads(entryRef, "NtryRef")
	e.reads(additional, "AddtlNtryInf")
	transaction(e.child("NtryDtls/TxDtls"))
	e.put("TxDtls", e.child("NtryDtls/TxDtls")) // version 1
	return r
}

func pages(n *node) {
	n.reads(page, "PgNb")
	n.reads(lastPage, "LastPgInd")
}

// anyMessage stands for the messages' own elements, whose names begin so.
const anyMessage = "BkToCstmr"

// common are values that an entry, a transaction and a balance state alike.
func common(n *node) {
	n.reads(sum, "Amt")
	n.child("Amt").currency = currency
	n.reads(direction, "CdtDbtInd")
	n.reads(family, "BkTxCd/Domn/Fmly/SubFmlyCd")
}

func transaction(t *node) {
	t.part = detail
	common(t)
	t.reads(ownSum, "AmtDtls/TxAmt/Amt")
	t.child("AmtDtls/TxAmt/Amt").currency = ownCurrency
	t.reads(servicerRef, "Refs/AcctSvcrRef")
	t.reads(endToEnd, "Refs/EndToEndId")
	t.reads(mandate, "Refs/MndtId")
	t.reads(additional, "AddtlTxInf")
	t.child("RtrInf").mark = returned
	t.reads(debtor, "RltdPties/Dbtr/Nm", "RltdPties/Dbtr/Pty/Nm")
	t.reads(creditor, "RltdPties/Cdtr/Nm", "RltdPties/Cdtr/Pty/Nm")
	t.reads(debtorAccount, "RltdPties/DbtrAcct/Id/IBAN", "RltdPties/DbtrAcct/Id/Othr/Id")
	t.reads(creditorAccount, "RltdPties/CdtrAcct/Id/IBAN", "RltdPties/CdtrAcct/Id/Othr/Id")
	t.reads(remittance, "RmtInf/Ustrd")
	t.reads(reference, "RmtInf/Strd/CdtrRefInf/Ref", "RmtInf/Strd/CdtrRefInf/CdtrRef")
}
