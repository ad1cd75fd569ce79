package alias

// weights of the kinds of likeness, in thousandths per standard deviation, and the constant; then of the first
// stage's logit and of how far it stands out, and the constant. Fitted on names of 150 words (docs/aliases.md).
var (
	weights = [kinds + 1]int64{774, 692, 901, 295, 251, 260, -9039}
	stands  = [3]int64{155, 562, -1470}
)

// against is what two names that answer each other lose.
const against = 2000

// combine makes the logits of the first stage: how far above what either name has with others each likeness is.
func (f *field) combine(answers bool) {
	n := len(f.names)
	f.logit, f.best = make([][]int32, n), make([][2]int32, n)
	z := f.standard()
	f.z = z
	for i := range n {
		f.logit[i] = make([]int32, n)
		f.best[i] = [2]int32{-1 << 30, -1 << 30}
	}
	for i := range n {
		for j := range i {
			sum := weights[kinds]
			for k := range kinds {
				sum += weights[k] * z(k, i, j) / 1000
			}
			if answers && f.answered(i, j) {
				sum -= against
			}
			f.note(i, j, int32(sum))
			f.note(j, i, int32(sum))
		}
	}
}

func (f *field) note(i, j int, v int32) {
	f.logit[i][j] = v
	if b := &f.best[i]; v > b[0] {
		b[0], b[1] = v, b[0]
	} else if v > b[1] {
		b[1] = v
	}
}

// standard gives likenesses in thousandths of a standard deviation, the mean of both names' views.
func (f *field) standard() func(k, i, j int) int64 {
	n := len(f.names)
	var mean, spread [kinds][]int64
	for k := range kinds {
		mean[k], spread[k] = make([]int64, n), make([]int64, n)
		for i := range n {
			mean[k][i], spread[k][i] = moments(n-1, func(j int) int64 {
				if j >= i {
					j++
				}
				return f.at(k, i, j)
			})
		}
	}
	return func(k, i, j int) int64 {
		v := f.at(k, i, j)
		z := ((v-mean[k][i])*1000/spread[k][i] + (v-mean[k][j])*1000/spread[k][j]) / 2
		return min(max(z, -8000), 12_000)
	}
}

// answered says whether the two answer each other.
func (f *field) answered(i, j int) bool {
	return has(f.spaces[3].rows[i], f.names[j]) && has(f.spaces[3].rows[j], f.names[i])
}

func has(row []cell, id int32) bool {
	for _, c := range row {
		if c.id == id {
			return true
		}
	}
	return false
}

// margin is how far a pair stands above the next best of either name.
func (f *field) margin(i, j int) int64 {
	v := f.logit[i][j]
	rival := func(b [2]int32) int32 {
		if b[0] == v {
			return b[1]
		}
		return b[0]
	}
	return max(int64(v-max(rival(f.best[i]), rival(f.best[j]))), -10_000)
}

// score is the second stage: what counts is also whether the pair stands out.
func (f *field) score(i, j int) int64 {
	return chance((stands[0]*int64(f.logit[i][j])+stands[1]*f.margin(i, j))/1000 + stands[2])
}
