package intake_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"comity/internal/casefile/intake"
	"comity/internal/casefile/manifest"
)

// value makes the i-th value of a column by what it holds.
func value(what string, i int) string {
	pick := func(list string) string {
		f := strings.Split(list, ",")
		return f[i%len(f)]
	}
	day, hour := 1+i*7%28, i*5%24
	switch what {
	case "ip":
		return fmt.Sprintf("198.18.%d.%d", i%200, i*3%250+1)
	case "range":
		return fmt.Sprintf("198.18.%d.0/29", i%200)
	case "iso":
		return fmt.Sprintf("2004-03-%02d %02d:15:09", day, hour)
	case "iso2":
		return fmt.Sprintf("2004-04-%02d %02d:45:19", day, hour)
	case "dot":
		return fmt.Sprintf("%02d.03.2004 %02d:15:09", day, hour)
	case "dot2":
		return fmt.Sprintf("%02d.04.2004 %02d:35:09", day, hour)
	case "slash":
		return fmt.Sprintf("%02d/03/2004 %02d:15", day, hour)
	case "slash2":
		return fmt.Sprintf("%02d/04/2004 %02d:25", day, hour)
	case "us":
		return fmt.Sprintf("3/%d/2004 %d:15:00 PM", day, 1+hour%12)
	case "unclear":
		return fmt.Sprintf("%02d/03/2004 %02d:15", 1+day%12, hour)
	case "epoch":
		return fmt.Sprint(1078000000 + i*3671)
	case "epoch2":
		return fmt.Sprint(1079000000 + i*3671)
	case "date":
		return fmt.Sprintf("%02d.03.2004", day)
	case "clock":
		return fmt.Sprintf("%02d:%02d:07", hour, i%60)
	case "day":
		return fmt.Sprintf("2004-03-%02d", day)
	case "born":
		return fmt.Sprintf("19%02d-%02d-%02d", 40+i%50, 1+i%12, day)
	case "id":
		return fmt.Sprintf("T%d", 100000+i)
	case "sub":
		return fmt.Sprintf("K-%d", 4000+i)
	case "user":
		return fmt.Sprintf("%s%d", pick("rose,moss,fern,reed,iris"), i)
	case "email":
		return fmt.Sprintf("%s%d@mail.example", pick("anna,luca,jan,piet,olga"), i)
	case "name":
		return pick("Anna,Luca,Jan,Piet,Olga,Rita,Nuno") + " " + pick("Berg,Rossi,Kowal,Bakker,Silva,Costa,Lind,Moor,Stein,Vale,Park")
	case "given":
		return pick("Anna,Luca,Jan,Piet,Olga,Rita,Nuno")
	case "family":
		return pick("Berg,Rossi,Kowal,Bakker,Silva,Costa,Lind,Moor,Stein,Vale,Park")
	case "street":
		return pick("Gartenweg,Via dei Tigli,Molenstraat") + fmt.Sprintf(" %d", i%90+1)
	case "way":
		return pick("Gartenweg,Via dei Tigli,Molenstraat")
	case "town":
		return pick("Neuhain,Rivabella,Lindemeer,Torrefiume,Weidenau,Altfelden,Moosbergen")
	case "cc":
		return pick("IT,DE,AT,NL")
	case "card":
		return luhn(fmt.Sprintf("990100%09d", i*7919))
	case "amount":
		return fmt.Sprintf("%d.%02d", 10+i%30, i*5%100)
	case "comma":
		return fmt.Sprintf("%d,%02d", 10+i%30, i*5%100)
	case "thousand":
		return fmt.Sprintf("1.%03d", i)
	case "cur":
		return "EUR"
	case "groups":
		return fmt.Sprintf("1,%03d.%02d", i, i%100)
	case "cents":
		return fmt.Sprint(990 + 500*(i%9))
	case "secs":
		return fmt.Sprint(30 + i*977%90000)
	case "hms":
		return fmt.Sprintf("%d:%02d:%02d", i%30, i%60, i*7%60)
	case "tz":
		return pick("CET,CEST")
	case "isotz":
		return value("iso", i) + " PST"
	case "clock2":
		return fmt.Sprintf("%02d:%02d:59", 20+i%3, i*7%60)
	case "site":
		return pick("roses.example,trains.example")
	case "port":
		return fmt.Sprint(1024 + i*97%60000)
	case "type":
		return pick("sale,refund")
	case "result":
		return pick("approved,declined")
	case "status":
		return pick("active,closed")
	case "path":
		return fmt.Sprintf("/album/%d", i)
	case "code":
		return pick("200,404,302")
	case "num":
		return fmt.Sprint(i % 60)
	case "note":
		return pick("max,plus,basic")
	case "iban":
		return pick("DE89370400440532013000,GB29NWBK60161331926819")
	case "empty":
		return ""
	case "phone":
		return fmt.Sprintf("+39 06 %07d", i*7717)
	}
	panic(what)
}

func luhn(body string) string {
	for d := range 10 {
		n, sum := body+fmt.Sprint(d), 0
		for i := range len(n) {
			v := int(n[len(n)-1-i] - '0')
			if i%2 == 1 {
				if v *= 2; v > 9 {
					v -= 9
				}
			}
			sum += v
		}
		if sum%10 == 0 {
			return n
		}
	}
	return body
}

// dialects are headers as exports of many houses have them: kind, expected
// times, then "Header:value=key" by columns; a key of "" is none of ours.
var dialects = []string{
	"assignments dmy|Teilnehmerkennung:sub=subscriber|IP-Adresse:ip=ip|Zuweisung von:dot=start|Zuweisung bis:dot2=end|Name:name=name|Anschrift:street=street|PLZ:num=|Wohnort:town=town",
	"assignments |Subscriber No.:sub=subscriber|IPv4 Address:ip=ip|Lease Start (UTC):iso=start|Lease End (UTC):iso2=end|Account Holder:name=name|Street Address:street=street|City:town=town|MSISDN:phone=phone",
	"assignments |CustomerID:sub=subscriber|FramedIP:ip=ip|StartTime:iso=start|StopTime:iso2=end|FullName:name=name|PortFrom:port=port_from|PortTo:port=port_to",
	"assignments dmy|Codice Cliente:sub=subscriber|Cognome:family=name2|Nome:given=name1|Indirizzo IP:ip=ip|Data inizio:slash=start|Data fine:slash2=end|Comune:town=town|Indirizzo:street=street",
	"assignments epoch|id_abonne:sub=subscriber|nom:family=name2|prenom:given=name1|ip:ip=ip|date_debut:epoch=start|date_fin:epoch2=end|ville:town=town|rue:street=street|pays:cc=country",
	"assignments dmy|Nº de contrato:sub=subscriber|Titular:name=name|Dirección IP:ip=ip|Desde:slash=start|Hasta:slash2=end|Domicilio:street=street|Población:town=town",
	"assignments |klantnummer:sub=subscriber|naam:name=name|adres:street=street|woonplaats:town=town|ip_adres:range=ip|begintijd:iso=start|eindtijd:iso2=end",
	"assignments dmy|Número de cliente:sub=subscriber|Nome completo:name=name|Endereço IP:ip=ip|Início:slash=start|Fim:slash2=end|Morada:street=street|Localidade:town=town",
	"assignments |nr_abonenta:sub=subscriber|imie:given=name1|nazwisko:family=name2|adres_ip:ip=ip|poczatek:iso=start|koniec:iso2=end|ulica:street=street|miasto:town=town",
	"assignments dmy|Anschlussinhaber:name=name|Vertragsnummer:sub=subscriber|IP:ip=ip|Startdatum:date=start1|Startzeit:clock=start2|Ende:dot2=end|Straße:way=street1|Hausnummer:num=street2|Ort:town=town",
	"answers |Requested IP:ip=asked_ip|Requested Port:port=asked_port|Requested Date/Time:iso=asked_time|Customer Number:sub=subscriber|Customer Name:name=name|Address:street=street|Town:town=town|Country:cc=country",
	"answers dmy|Angefragte IP:ip=asked_ip|Anfragezeitpunkt:dot=asked_time|Kundennr:sub=subscriber|Inhaber:name=name|Strasse:street=street|Ort:town=town",
	"answers dmy|IP richiesto:ip=asked_ip|Porta:port=asked_port|Data/ora richiesta:slash=asked_time|Codice utenza:sub=subscriber|Intestatario:name=name|Via:street=street|Comune:town=town",
	"answers |ip_consultada:ip=asked_ip|fecha_consulta:iso=asked_time|id_cliente:sub=subscriber|inicio_sesion:iso=start|fin_sesion:iso2=end|nombre:given=name1|apellidos:family=name2",
	"answers epoch|adresse_ip:ip=asked_ip|port_source:port=asked_port|date_requete:epoch=asked_time|numero_client:sub=subscriber|nom_titulaire:name=name|commune:town=town",
	"answers |IP:ip=asked_ip|tijdstip:iso=asked_time|abonneenummer:sub=subscriber|naam:name=name|straat:street=street|plaats:town=town",
	"payments |Transaction ID:id=id|Transaction Date:iso=time|Card Number:card=card|Cardholder Name:name=name|Amount:amount=amount|Currency:cur=currency|Customer Email:email=email|IP Address:ip=ip|Merchant:site=site|Status:result=result",
	"payments dmy|Transaktionsnummer:id=id|Zeitpunkt:dot=time|Kartennummer:card=card|Karteninhaber:name=name|Betrag:comma=amount|Währung:cur=currency|E-Mail:email=email|IP-Adresse:ip=ip|Händler:site=site",
	"payments dmy|Numero transazione:id=id|Data:slash=time|Importo:comma=amount|Valuta:cur=currency|Numero carta:card=card|Titolare carta:name=name|Nome utente:user=account|Sito:site=site|Esito:result=result",
	"payments dmy|Order No:id=id|Paid at:slash=time|Total:amount=amount|Username:user=account|Shop:site=site|PAN:card=card|BIN Country:cc=issuer_country|Client IP:ip=ip|Client Port:port=port",
	"payments mdy|TxnID:id=id|TxnDate:us=time|TxnType:type=type|CCNum:card=card|Amt:amount=amount|Ccy:cur=currency|UserID:user=account|RemoteIP:ip=ip|Descriptor:note=descriptor",
	"payments |id_transaction:id=id|horodatage:iso=time|montant:amount=amount|devise:cur=currency|numero_carte:card=card|porteur:name=name|adresse_mail:email=email|marchand:site=site|reference_origine:id=ref",
	"payments |numer_transakcji:id=id|data_transakcji:iso=time|kwota:amount=amount|waluta:cur=currency|numer_karty:card=card|adres_ip:ip=ip|uzytkownik:user=account|sklep:site=site",
	"payments |transactie_id:id=id|datum:iso=time|bedrag:amount=amount|valuta:cur=currency|kaartnummer:card=card|kaarthouder:name=name|gebruikersnaam:user=account|winkel:site=site",
	"holders ymd|Card No:card=card|Card Holder:name=holder|Date of Birth:born=born|Address:street=street|City:town=town|Country:cc=country|Card Status:status=status",
	"holders ymd|Kartennummer:card=card|Inhaber:name=holder|Geburtsdatum:born=born|Straße:street=street|Ort:town=town|Land:cc=country|Telefon:phone=phone",
	"holders ymd|Numero di carta:card=card|Intestatario:name=holder|Data di nascita:born=born|Indirizzo:street=street|Città:town=town|Stato:cc=country",
	"holders ymd|N° carte:card=card|Nom:family=holder2|Prénom:given=holder1|Date de naissance:born=born|Adresse:street=street|Ville:town=town",
	"holders |IBAN:iban=iban|Kontoinhaber:name=holder|Anschrift:street=street|Wohnort:town=town",
	"members |Username:user=account|E-Mail:email=email|Real Name:name=name|Registered:iso=time|Registration IP:ip=ip|Last Login:iso2=last_time|Last Login IP:ip=last_ip|Country:cc=country|Birthday:born=born",
	"members dmy|Benutzername:user=account|E-Mail-Adresse:email=email|Registriert am:dot=time|Registrierungs-IP:ip=ip|Letzter Login:dot2=last_time|Letzte IP:ip=last_ip|Land:cc=country|Geburtsdatum:born=born",
	"members |nome_utente:user=account|email:email=email|data_iscrizione:iso=time|ip_iscrizione:ip=ip|ultimo_accesso:iso2=last_time|ip_ultimo_accesso:ip=last_ip|paese:cc=country|data_nascita:born=born",
	"members |pseudo:user=account|courriel:email=email|date_inscription:iso=time|ip_inscription:ip=ip|derniere_connexion:iso2=last_time|derniere_ip:ip=last_ip|pays:cc=country",
	"members |usuario:user=account|correo:email=email|nombre:name=name|fecha_registro:iso=time|ip_registro:ip=ip|ultimo_acceso:iso2=last_time|ultima_ip:ip=last_ip|pais:cc=country",
	"members |login:user=account|mail:email=email|data_rejestracji:iso=time|ip_rejestracji:ip=ip|ostatnie_logowanie:iso2=last_time|ostatnie_ip:ip=last_ip|kraj:cc=country",
	"access |timestamp:iso=time|client_ip:ip=ip|user:user=account|method:method=method|uri:path=path|status:code=status|bytes:port=bytes",
	"access dmy|Zeit:dot=time|IP:ip=ip|Port:port=port|Benutzer:user=account|URL:path=path|Status:code=status",
	"assignments dmy|Kunde:sub=subscriber|IP:ip=ip|Datum:date=start1+end1|Von:clock=start2|Bis:clock2=end2|Ort:town=town",
	"assignments |Subscriber ID:sub=subscriber|IP:ip=ip|Date:day=start1+end1|Start:clock=start2|End:clock2=end2",
	"assignments |Start Date:day=start1|End Date:day=end1|Start Time:clock=start2|End Time:clock2=end2|IP:ip=ip|Customer No:sub=subscriber",
	"assignments |Subscriber:sub=subscriber|IP:ip=ip|Start:iso=start|Duration (sec):secs=duration",
	"assignments |Abbonato:sub=subscriber|IP:ip=ip|Inizio:iso=start|Durata:hms=duration",
	"assignments |Teilnehmer:sub=subscriber|IP:ip=ip|Beginn:iso=start|Ende:iso2=end|Dauer:secs",
	"payments |Transaction ID:id=id|Transaction Date:iso=time|Card Number:card=card|Amount:groups=amount|Currency:cur=currency",
	"? cents|id:id=id|time:iso=time|importo_cent:cents=amount|card:card=card",
	"? cents|id:id=id|time:iso=time|Total:cents=amount|card:card=card",
	"? zone|id:id=id|time:iso=time|tz:tz|Total:amount=amount|card:card=card",
	"? zone|id:id=id|time:isotz=time|Total:amount=amount|card:card=card",
	"? unit|Subscriber:sub=subscriber|IP:ip=ip|Start:iso=start|Session Length:secs=duration",
	"? unclear|Order No:id=id|Paid at:unclear=time|Total:thousand=amount|PAN:card=card",
	"? two|Order No:id=id|Created:iso=time|Settled:iso2=time|Total:amount=amount|PAN:card=card",
	"? once|Kunde:sub=subscriber|IP:ip=ip|Datum:date=start1|Uhrzeit:clock=start2|Name:name=name",
	"? epoch|zzkd:sub=subscriber|qqip:ip=ip|wwa:epoch=start|wwe:epoch2=end|xxn:name=name",
}

// TestDialects holds drafts of many houses' headers against what they mean.
func TestDialects(t *testing.T) {
	var sum tally
	for _, d := range dialects {
		parts := strings.Split(d, "|")
		kind, times, _ := strings.Cut(parts[0], " ")
		dialect(t, &sum, d, kind, times, parts[1:])
	}
	t.Logf("right %d, asked %d, wrong %d", sum.right, sum.asked, sum.wrong)
	for _, f := range sum.faults {
		t.Error(f)
	}
	if sum.asked*8 > sum.right {
		t.Errorf("%d questions for %d answers: too much is asked", sum.asked, sum.right)
	}
}

// wants takes down that column h is key, or the first or second part of it.
func wants(want map[string]string, h, key string) {
	n := len(key) - 1
	switch {
	case n > 0 && (key[n] == '1' || key[n] == '2'):
		base := key[:n]
		if key[n] == '1' && want[base] != "" {
			want[base] = h + " + " + want[base]
		} else {
			want[base] = strings.TrimPrefix(want[base]+" + "+h, " + ")
		}
	case key != "":
		want[key] = h
	}
}

func dialect(t *testing.T, sum *tally, name, kind, times string, cols []string) {
	t.Helper()
	var header, what []string
	want := map[string]string{}
	for _, c := range cols {
		h, rest, _ := strings.Cut(c, ":")
		v, key, _ := strings.Cut(rest, "=")
		header, what = append(header, h), append(what, v)
		for key := range strings.SplitSeq(key, "+") {
			wants(want, h, key)
		}
	}
	var b strings.Builder
	b.WriteString(strings.Join(header, ";") + "\n")
	for i := range 60 {
		for j, w := range what {
			if j > 0 {
				b.WriteByte(';')
			}
			if w == "method" {
				b.WriteString("GET")
			} else {
				b.WriteString(value(w, i))
			}
		}
		b.WriteByte('\n')
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "a.csv"), []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := intake.Look(context.Background(), dir, intake.Config{})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Files) == 0 {
		sum.wrong++
		sum.faults = append(sum.faults, name+": not recognised")
		return
	}
	f := r.Files[0]
	if kind == "?" {
		if f.Certain || len(f.Questions) == 0 {
			t.Errorf("%s: nothing is asked", name)
		}
		t.Logf("%s: %+v", name, f.Questions)
		return
	}
	sum.judge(name+": kind", kind, f.Kind, asks(f, "kind"))
	if f.Kind != kind {
		return
	}
	sum.judge(name+": times", times, f.DateOrder+f.TimeFormat, asks(f, "date_order") || asks(f, "time_format"))
	for key, w := range want {
		got := strings.Join(f.Columns[key], " + ")
		sum.judge(name+": "+key, w, got, got == manifest.Ask)
	}
	for key, got := range f.Columns {
		if want[key] == "" && got[0] != manifest.Ask {
			sum.faults = append(sum.faults, fmt.Sprintf("%s: %s is %v", name, key, got))
		}
	}
}
