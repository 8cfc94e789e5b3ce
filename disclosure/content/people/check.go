package people

import (
	"strconv"
	"strings"
)

// The checks of numbers that states give. Each takes as many digits as its form says.

func at(d string, i int) int { return int(d[i] - '0') }

// weighted is the sum of digits, each with its weight.
func weighted(d string, weights ...int) int {
	sum := 0
	for i, w := range weights {
		sum += at(d, i) * w
	}
	return sum
}

func value(d string) int {
	n, err := strconv.Atoi(d)
	if err != nil {
		return -1
	}
	return n
}

// date reports whether a month and a day may be ones.
func date(month, day string) bool {
	m, d := value(month), value(day)
	return m >= 1 && m <= 12 && d >= 1 && d <= 31
}

// nir: sex, year, month, department, commune, number, and 97 less the rest.
func nir(d string) bool {
	month := value(d[3:5])
	return strings.ContainsAny(d[:1], "123478") && (month >= 1 && month <= 12 || month >= 20 && month <= 42 || month >= 50) && 97-value(d[:13])%97 == value(d[13:])
}

// corse is the number of somebody born in Corsica: 2A counts as 19, 2B as 18.
func corse(s string) bool {
	return len(s) == 15 && nir(strings.NewReplacer("2A", "19", "2B", "18").Replace(s[:5])+strings.NewReplacer("2A", "19", "2B", "18").Replace(s[5:7])+s[7:])
}

// taxID: ISO 7064 mod 11,10, no zero at the front, one digit twice or three times among the first ten.
func taxID(d string) bool {
	if d[0] == '0' {
		return false
	}
	var counts [10]int
	product := 10
	for i := range 10 {
		counts[at(d, i)]++
		sum := (at(d, i) + product) % 10
		if sum == 0 {
			sum = 10
		}
		product = sum * 2 % 11
	}
	repeated := 0
	for _, n := range counts {
		if n > 3 {
			return false
		}
		if n > 1 {
			repeated++
		}
	}
	return repeated == 1 && (11-product)%10 == at(d, 10)
}

func bsn(d string) bool {
	if len(d) == 8 {
		d = "0" + d
	}
	return weighted(d, 9, 8, 7, 6, 5, 4, 3, 2, -1)%11 == 0 && value(d) > 0
}

// rijksregister: a date of birth, a number, and 97 less the rest, with a 2 before it for births since 2000.
func rijksregister(d string) bool {
	month := value(d[2:4])
	if month%20 > 12 || value(d[4:6]) > 31 {
		return false
	}
	check := value(d[9:])
	return 97-value(d[:9])%97 == check || 97-value("2"+d[:9])%97 == check
}

func pesel(d string) bool {
	month := value(d[2:4]) % 20
	return month >= 1 && month <= 12 && value(d[4:6]) >= 1 && value(d[4:6]) <= 31 && (10-weighted(d, 1, 3, 7, 9, 1, 3, 7, 9, 1, 3)%10)%10 == at(d, 10)
}

func nif(d string) bool {
	check := 11 - weighted(d, 9, 8, 7, 6, 5, 4, 3, 2)%11
	if check >= 10 {
		check = 0
	}
	return strings.ContainsAny(d[:1], "123568") && check == at(d, 8)
}

func personnummer(d string) bool {
	d = d[len(d)-10:]
	day := value(d[4:6])
	if day > 60 {
		day -= 60 // a coordination number
	}
	return date(d[2:4], strconv.Itoa(day)) && luhn(d)
}

func ahv(d string) bool {
	if !strings.HasPrefix(d, "756") {
		return false
	}
	sum := weighted(d, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3)
	return (10-sum%10)%10 == at(d, 12)
}

func svnr(d string) bool {
	return d[0] != '0' && date(d[6:8], d[4:6]) && weighted(d, 3, 7, 9, 0, 5, 8, 4, 2, 1, 6)%11 == at(d, 3)
}

func nhs(d string) bool {
	check := 11 - weighted(d, 10, 9, 8, 7, 6, 5, 4, 3, 2)%11
	return check%11 == at(d, 9) && check != 10
}

// ssn knows a shape only: there are no check digits.
func ssn(d string) bool {
	area := value(d[:3])
	return area > 0 && area != 666 && area < 900 && d[3:5] != "00" && d[5:] != "0000"
}

func cpf(d string) bool {
	for n := 9; n <= 10; n++ {
		sum := 0
		for i := range n {
			sum += at(d, i) * (n + 1 - i)
		}
		if sum*10%11%10 != at(d, n) {
			return false
		}
	}
	return true
}

// luhnLeft is the check of Israel, whose weights begin on the left; nine digits make it the same.
func luhnLeft(d string) bool { return luhn(d) }

func dayFirst(d string) bool { return date(d[2:4], d[:2]) }

func fodselsnummer(d string) bool {
	day := value(d[:2])
	if day > 40 {
		day -= 40
	}
	return date(d[2:4], strconv.Itoa(day)) && weighted(d, 3, 7, 6, 1, 8, 9, 4, 5, 2, 1)%11 == 0 && weighted(d, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)%11 == 0
}

func afiliacion(d string) bool { return value(d[:10])%97 == value(d[10:]) }

func dni(s string) bool {
	digits := strings.NewReplacer("X", "0", "Y", "1", "Z", "2").Replace(s[:len(s)-1])
	n := value(digits)
	return len(s) == 9 && n >= 0 && "TRWAGMYFPDXBNJZSQVHLCKE"[n%23] == s[8]
}

// codice is the check of the codice fiscale: letters and digits count differently in odd places.
func codice(s string) bool {
	const odd = "BAKPLCQDREVOSFTGUHMINJWZYX"
	if len(s) != 16 {
		return false
	}
	sum := 0
	for i := range 15 {
		c := s[i]
		if isDigit(c) {
			c += 'A' - '0' // 0 counts as A does
		}
		if i%2 == 0 {
			sum += strings.IndexByte(odd, c)
		} else {
			sum += int(c) - 'A'
		}
	}
	return sum >= 0 && int(s[15])-'A' == sum%26
}

func hetu(s string) bool {
	if len(s) == 10 { // the dash is gone
		s = s[:6] + "-" + s[6:]
	}
	n := value(s[:6] + s[7:10])
	return date(s[2:4], s[:2]) && n >= 0 && "0123456789ABCDEFHJKLMNPRSTUVWXY"[n%31] == s[10]
}

func pps(s string) bool {
	sum := weighted(s, 8, 7, 6, 5, 4, 3, 2)
	if len(s) == 9 && s[8] != 'W' {
		sum += 9 * (int(s[8]-'A') + 1)
	}
	return "WABCDEFGHIJKLMNOPQRSTUV"[sum%23] == s[7]
}

// rvnr is the number of the German pension insurance: the letter counts as two digits.
func rvnr(s string) bool {
	if len(s) != 12 || !date(s[4:6], s[2:4]) {
		return false
	}
	d := s[:8] + strconv.Itoa(100 + int(s[8]-'A') + 1)[1:] + s[9:]
	sum := 0
	for i, w := range []int{2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1} {
		v := at(d, i) * w
		sum += v/10 + v%10
	}
	return sum%10 == at(d, 12)
}
