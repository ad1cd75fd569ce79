package falcon

import (
	"strings"
	"time"
	_ "time/tzdata" // zones must not depend on the machine

	"comity/internal/simulate/draw"
)

// country is where people live: its zone and its stock of invented names.
type country struct {
	code, zone string
	weight     int // how many customers it has, relative to the others
	tongue     int // index of tongues
	loc        *time.Location
}

// tongue is a stock of names. Surnames and towns are a stem and an ending.
type tongue struct {
	given, stems, ends, towns, streets []string
	street                             string // with %s for the name
}

func countries() []country {
	return []country{
		{code: "IT", zone: "Europe/Rome", weight: 20, tongue: 0},
		{code: "DE", zone: "Europe/Berlin", weight: 24, tongue: 1},
		{code: "FR", zone: "Europe/Paris", weight: 18, tongue: 2},
		{code: "ES", zone: "Europe/Madrid", weight: 14, tongue: 3},
		{code: "NL", zone: "Europe/Amsterdam", weight: 10, tongue: 4},
		{code: "AT", zone: "Europe/Vienna", weight: 8, tongue: 1},
		{code: "BE", zone: "Europe/Brussels", weight: 8, tongue: 2},
		{code: "PL", zone: "Europe/Warsaw", weight: 12, tongue: 5},
		{code: "SE", zone: "Europe/Stockholm", weight: 8, tongue: 6},
		{code: "PT", zone: "Europe/Lisbon", weight: 7, tongue: 7},
	}
}

func tongues() []tongue {
	return []tongue{
		{words("Marco Giulia Paolo Anna Luca Sara Andrea Elena Pietro Chiara Nino Marta Silvio Carla Dario Rita Enzo Lidia Bruno Vera"),
			words("Mond Cast Bell Ferr Gall Mar Sant Tor Var Lor Pell Cor Bon Ric Zan Mell Fant Sor Gent Albr"),
			words("arini ellucci otti anesi uccio evani olino arda"), words("Valmora Pietrasole Montelago Rivabella Castelpino Torrefiume"),
			words("Tigli Aceri Platani Mulini Ponti Vigne"), "Via dei %s"},
		{words("Anna Peter Klaus Maria Jens Ute Karl Eva Bernd Heike Otto Inge Rolf Petra Uwe Karin Horst Lena Dieter Gerda"),
			words("Alt Born Dorn Eich Feld Grün Hain Kalt Lind Mohr Nuss Ober Reh Sand Tann Wald Weid Zell Moos Bach"),
			words("rieder hauser thaler bacher müller wieser egger ling"), words("Neuhain Altfelden Lindbrück Moosbergen Tannried Weidenau"),
			words("Linden Buchen Mühlen Garten Brunnen Wiesen"), "%sweg"},
		{words("Jean Marie Paul Claire Luc Sophie Henri Julie Marc Lucie Louis Anne Rémi Élise Guy Denise Yves Odile Noël Irène"),
			words("Mar Beau Clair Font Gran Haut Laf Mont Per Roch Sauv Tour Val Vern Bois Char Dur Lem Bern Pon"),
			words("vallier court mercier aubert dillon eteau igny oisel"), words("Montclair Rocheverte Valbois Fontenel Beaurive Sauvigny"),
			words("Lilas Tilleuls Moulins Jardins Peupliers Roses"), "Rue des %s"},
		{words("José Ana Luis Carmen Juan Pilar Diego Lola Pablo Inés Mario Rosa Jaime Elena Raúl Alba Tomás Nuria Hugo Celia"),
			words("Alm Bar Cald Esp Font Guer Herr Lag Mont Nav Oliv Per Quir Rod Sal Tor Val Zam Mir Cort"),
			words("ante edano eriza iñano osalez uelo andilla ero"), words("Villaluz Montesol Riofresco Peñablanca Valdeoro Fuenteclara"),
			words("Olivo Naranjo Molino Prado Puente Almendro"), "Calle del %s"},
		{words("Jan Anna Piet Els Kees Lotte Bram Femke Daan Ria Hans Tineke Wim Joke Sjoerd Marijke Bas Lies Ruud Nel"),
			words("Berg Boom Dijk Eik Gras Hoog Kamp Lind Meer Noord Oost Plas Riet Sluis Veld Water West Zand Kerk Molen"),
			words("stra man sma kamp huis ema land mans"), words("Oosterveen Lindemeer Rietdijk Zandwolde Molenkamp Grasholt"),
			words("Linden Tulpen Molen Kerk Water Dorps"), "%sstraat"},
		{words("Jan Anna Piotr Ewa Adam Maria Tomasz Zofia Marek Hanna Paweł Irena Leon Alina Jerzy Wanda Igor Halina Karol Iza"),
			words("Brzoz Dąb Górn Jawor Kal Lip Mal Now Olsz Pol Rad Sos Top Wierzb Zał Zbor Klon Jar Koz Wilcz"),
			words("owiak ecki ański owicz nik ina awski ura"), words("Nowygaj Brzozowiec Jaworek Lipnikowo Zielonka-Las Kalinów"),
			words("Lipowa Brzozowa Ogrodowa Polna Leśna Młyńska"), "ul. %s"},
		{words("Erik Anna Lars Eva Nils Karin Olof Maria Sven Ingrid Per Lena Göran Astrid Åke Britta Bo Maj Ulf Siv"),
			words("Berg Björk Ek Gran Hed Lind Löv Mal Nord Ny Sand Sjö Skog Sten Ström Söder Väst Äng Dal Lund"),
			words("vall gren ström kvist lind mark hage felt"), words("Björkhamra Lindvik Stensjö Ekbyholm Skogsala Grantorp"),
			words("Björk Ängs Sjö Kvarn Trädgårds Skogs"), "%svägen"},
		{words("João Ana Rui Maria Pedro Inês Tiago Rita Nuno Sofia Luís Marta Hugo Joana Vasco Clara Abel Lídia Jorge Alda"),
			words("Alv Barr Carv Ferr Font Lag Mach Mont Nog Oliv Pac Pinh Rib Sal Serr Teix Val Vent Mour Cast"),
			words("eirinho alves osa ando edo eira ão inha"), words("Vilaclara Montebranco Ribeiravelha Pinhalto Valverdinho Serralta"),
			words("Oliveiras Moinhos Flores Pinheiros Fontes Laranjeiras"), "Rua das %s"},
	}
}

func words(s string) []string { return strings.Fields(s) }

// pickCountries takes n of the countries that exist, in a drawn order.
func pickCountries(s *draw.Stream, n int) ([]country, error) {
	all := countries()
	s.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	all = all[:n]
	for i := range all {
		loc, err := time.LoadLocation(all[i].zone)
		if err != nil {
			return nil, err
		}
		all[i].loc = loc
	}
	return all, nil
}

func (t *tongue) surname(s *draw.Stream) string {
	return t.stems[s.Head(len(t.stems))] + t.ends[s.Head(len(t.ends))]
}

// ascii spells a name without marks, as old systems do.
var ascii = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue", "é", "e", "É", "E", "è", "e", "ë", "e", "í", "i", "ï", "i", "ñ", "n",
	"ú", "u", "á", "a", "ã", "a", "ó", "o", "ê", "e", "ł", "l", "ą", "a", "ś", "s", "ń", "n", "Å", "A", "å", "a", "Ä", "Ae", "Ö", "Oe", "ç", "c", "ß", "ss", "Ś", "S", "ş", "s")
