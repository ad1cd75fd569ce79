package table

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"
)

// codes are those of currencies in ISO 4217, and of such as were in use since 1990. Other
// capitals beside a sum can be anything: MIO and TSD are a million and a thousand of it, DEB and
// REF say which way it went.
const codes = " AED AFN ALL AMD ANG AOA ARS ATS AUD AWG AZN BAM BBD BDT BEF BGL BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BYR BZD " +
	"CAD CDF CHF CLP CNY COP CRC CSD CUP CVE CYP CZK DEM DJF DKK DOP DZD EEK EGP ERN ESP ETB EUR FIM FJD FKP FRF GBP GEL GHC GHS GIP " +
	"GMD GNF GRD GTQ GYD HKD HNL HRK HTG HUF IDR IEP ILS INR IQD IRR ISK ITL JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP " +
	"LKR LRD LSL LTL LUF LVL LYD MAD MDL MGA MKD MMK MNT MOP MRO MRU MTL MUR MVR MWK MXN MYR MZN NAD NGN NIO NLG NOK NPR NZD OMR PAB " +
	"PEN PGK PHP PKR PLN PTE PYG QAR ROL RON RSD RUB RUR RWF SAR SBD SCR SDG SEK SGD SHP SIT SKK SLE SLL SOS SRD SSP STD STN SVC SYP " +
	"SZL THB TJS TMT TND TOP TRL TRY TTD TWD TZS UAH UGX USD UYU UZS VEB VEF VES VND VUV WST XAF XCD XOF XPF YER YUM ZAR ZMK ZMW ZWD ZWL "

// signs are those of currencies that are written in letters, longer ones first.
var signs = [...][]byte{
	[]byte("US$"), []byte("CA$"), []byte("R$"), []byte("SFr."), []byte("Fr."), []byte("Kčs"), []byte("Kč"), []byte("zł"), []byte("kr."), []byte("kr"), []byte("Ft"),
	[]byte("лв."), []byte("лв"), []byte("руб."), []byte("грн"), []byte("lei"), []byte("Lit."), []byte("TL"),
}

// parted reports whether the sum goes on, beside a sign, with a digit, a blank or a minus: a
// letter there would make it a part of a longer word.
func parted(rest []byte, behind bool) bool {
	r, n := utf8.DecodeLastRune(rest)
	if behind {
		r, n = utf8.DecodeRune(rest)
	}
	return n > 0 && !unicode.IsLetter(r)
}

// currencyBefore is how long the sign of a currency is with which b begins, or its
// code; 0 where it begins with none.
func currencyBefore(b []byte) int {
	for _, s := range signs {
		if bytes.HasPrefix(b, s) && parted(b[len(s):], true) {
			return len(s)
		}
	}
	if r, n := utf8.DecodeRune(b); n > 0 && unicode.Is(unicode.Sc, r) {
		return n
	}
	if len(b) > 3 && code(b[:3]) && !capitals(b[3:4]) {
		return 3
	}
	return 0
}

// currencyBehind is as long as the sign or code with which b ends.
func currencyBehind(b []byte) int {
	for _, s := range signs {
		if bytes.HasSuffix(b, s) && parted(b[:len(b)-len(s)], false) {
			return len(s)
		}
	}
	if r, n := utf8.DecodeLastRune(b); n > 0 && unicode.Is(unicode.Sc, r) {
		return n
	}
	if len(b) > 3 && code(b[len(b)-3:]) && !capitals(b[len(b)-4:len(b)-3]) {
		return 3
	}
	return 0
}

func code(b []byte) bool { return capitals(b) && strings.Contains(codes, " "+string(b)+" ") }

func capitals(b []byte) bool {
	for _, c := range b {
		if c < 'A' || c > 'Z' {
			return false
		}
	}
	return true
}
