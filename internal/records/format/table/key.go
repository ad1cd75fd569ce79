package table

import "comity/internal/records/record"

// key is one of our names for a column; the contract lists them per kind.
type key int8

// noKey is none of them.
const noKey key = -1

const (
	kIP key = iota
	kStart
	kEnd
	kPortFrom
	kPortTo
	kSubscriber
	kName
	kStreet
	kTown
	kCountry
	kPhone
	kEmail
	kDevice
	kAskedIP
	kAskedPort
	kAskedTime
	kID
	kTime
	kType
	kSite
	kAccount
	kCard
	kAmount
	kDebit
	kCredit
	kSign
	kCurrency
	kPort
	kResult
	kRef
	kDescriptor
	kIssuer
	kIBAN
	kHolder
	kBorn
	kStatus
	kReported
	kLastTime
	kLastIP
	kMethod
	kPath
	kBytes
	kReferer
	kAgent
	kSession
	kLeft
	kRelation
	kRight
	kLeftKind
	kRightKind
	kFrom
	kTo
	kRole
	kPage
	kDuration
	kMD5
	kSHA1
	kSHA256
	kPerceptual
	kLabel
	kOwner
	kFirstSeen
	kMember
	keys // how many there are
)

var keyNames = [keys]string{
	"ip", "start", "end", "port_from", "port_to", "subscriber", "name", "street", "town", "country", "phone", "email",
	"device", "asked_ip", "asked_port", "asked_time", "id", "time", "type", "site", "account", "card", "amount", "debit", "credit", "sign", "currency",
	"port", "result", "ref", "descriptor", "issuer_country", "iban", "holder", "born", "status", "reported", "last_time", "last_ip",
	"method", "path", "bytes", "referer", "agent", "session", "left", "relation", "right", "left_kind", "right_kind", "from", "to", "role",
	"page", "duration", "md5", "sha1", "sha256", "perceptual", "label", "owner", "first_seen", "member",
}

func (k key) String() string { return keyNames[k] }

// personKeys fill record.Person.
var personKeys = []key{kName, kStreet, kTown, kCountry, kPhone, kEmail}

// keysOf lists the keys of a kind; of each inner list of needed, one key must
// have a column.
func keysOf(kind record.Kind) (needed [][]key, optional []key) {
	switch kind {
	case record.Access:
		return [][]key{{kTime}, {kIP}}, []key{kPort, kAccount, kMethod, kPath, kStatus, kBytes, kReferer, kAgent, kSite, kSession}
	case record.Network:
		return [][]key{{kLeft}, {kRelation}, {kRight}}, []key{kLeftKind, kRightKind, kFrom, kTo, kCountry, kRole}
	case record.Assignments:
		return [][]key{{kIP}, {kStart}, {kSubscriber}},
			append([]key{kEnd, kDuration, kPortFrom, kPortTo, kDevice}, personKeys...)
	case record.Answers:
		return [][]key{{kAskedIP}, {kAskedTime}, {kSubscriber}},
			append([]key{kAskedPort, kStart, kEnd, kDuration, kDevice}, personKeys...)
	case record.Payments:
		return [][]key{{kID}, {kTime}}, []key{kType, kSite, kAccount, kEmail, kName, kCard, kAmount, kDebit, kCredit, kSign, kCurrency,
			kCountry, kIP, kPort, kResult, kRef, kDescriptor, kIssuer}
	case record.Holders:
		return [][]key{{kCard, kIBAN}, {kHolder}}, []key{kBorn, kStreet, kTown, kCountry, kPhone, kEmail, kStatus, kReported}
	case record.Members:
		return [][]key{{kAccount}}, []key{kSite, kEmail, kName, kTime, kIP, kLastTime, kLastIP, kCountry, kBorn, kStatus}
	case record.Hashes:
		return [][]key{{kMD5, kSHA1, kSHA256}}, []key{kPerceptual, kLabel, kOwner, kFirstSeen, kMember}
	}
	return nil, nil
}

// reader is the function that makes a record of a kind from the cells of a row.
func reader(kind record.Kind) func(*Reader) record.Reason {
	switch kind {
	case record.Access:
		return (*Reader).readEvent
	case record.Network:
		return (*Reader).readRelation
	case record.Assignments:
		return (*Reader).readAssignment
	case record.Answers:
		return (*Reader).readAnswer
	case record.Payments:
		return (*Reader).readPayment
	case record.Holders:
		return (*Reader).readHolder
	case record.Members:
		return (*Reader).readMember
	case record.Hashes:
		return (*Reader).readHashed
	}
	return nil
}
