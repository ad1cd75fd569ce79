package ftm

// property is one that is read.
type property uint8

const (
	pOwner property = iota
	pAsset
	pDirector
	pOrganization
	pMember
	pEmployee
	pEmployer
	pAgent
	pClient
	pPredecessor
	pSuccessor
	pSubject
	pObject
	pRole
	pPercentage
	pOwnershipType
	pStart
	pDate
	pEnd
	pName
	pTitle
	pJurisdiction
	pCountry
	pAddress
	known
)

// propertyOf is the property that name names.
func propertyOf(name []byte) (p property, read bool) {
	switch string(name) {
	case "owner":
		return pOwner, true
	case "asset":
		return pAsset, true
	case "director":
		return pDirector, true
	case "organization":
		return pOrganization, true
	case "member":
		return pMember, true
	case "employee":
		return pEmployee, true
	case "employer":
		return pEmployer, true
	case "agent":
		return pAgent, true
	case "client":
		return pClient, true
	case "predecessor":
		return pPredecessor, true
	case "successor":
		return pSuccessor, true
	case "subject":
		return pSubject, true
	case "object":
		return pObject, true
	case "role":
		return pRole, true
	case "percentage":
		return pPercentage, true
	case "ownershipType":
		return pOwnershipType, true
	case "startDate":
		return pStart, true
	case "date":
		return pDate, true
	case "endDate":
		return pEnd, true
	case "name":
		return pName, true
	case "title":
		return pTitle, true
	case "jurisdiction":
		return pJurisdiction, true
	case "country":
		return pCountry, true
	case "address":
		return pAddress, true
	}
	return 0, false
}
