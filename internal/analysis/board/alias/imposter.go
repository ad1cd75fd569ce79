package alias

import "slices"

// General Imposters (Koppel and Winter): two names are compared by a random half of what is known of their style, many times
// over, each time beside an eighth of the other names, drawn at random; what counts is how often none of these comes closer.
const (
	blockCount = 16 // parts that style is cut into, of which half are looked at
	rounds     = 30
)

// draw is a number that looks random and is the same everywhere (splitmix64).
func draw(n uint64) uint64 {
	n += 0x9e3779b97f4a7c15
	n = (n ^ n>>30) * 0xbf58476d1ce4e5b9
	n = (n ^ n>>27) * 0x94d049bb133111eb
	return n ^ n>>31
}

// arrange orders ids by their blocks and says where each begins.
func arrange(ids []int32, salt uint64) (cut [blockCount + 1]int) {
	block := func(id int32) int { return int(draw(salt<<32|uint64(id)) % blockCount) }
	slices.SortStableFunc(ids, func(x, y int32) int { return block(x) - block(y) })
	for _, id := range ids {
		cut[block(id)+1]++
	}
	for b := range blockCount {
		cut[b+1] += cut[b]
	}
	return cut
}

// impose fills in how often two names were closer than all imposters, in millionths, and forgets the blocks.
func (f *field) impose() {
	n := len(f.names)
	peers := f.drawFrom()
	wins := f.alike[imposters]
	for r := range uint64(rounds) {
		half := drawHalf(r)
		size := make([]int64, n)
		for i := range n {
			size[i] = max(root(sum(&f.blocks[i][i], half)), 1)
		}
		near := func(i, j int) int64 {
			return sum(&f.blocks[max(i, j)][min(i, j)], half) * 1_000_000 / size[i] / size[j]
		}
		bar := make([]int64, n)
		f.each(func() func(int) {
			return func(i int) {
				bar[i] = -1 << 40
				for d := range max(len(peers[i])/8, min(len(peers[i]), fewPeers)) {
					j := peers[i][draw(r<<48|uint64(i)<<24|uint64(d))%uint64(len(peers[i]))]
					bar[i] = max(bar[i], near(i, int(j)))
				}
			}
		})
		f.each(func() func(int) {
			return func(i int) {
				for j := range i {
					v := near(i, j)
					if v >= bar[i] {
						wins[i][j] += 1_000_000 / (2 * rounds)
					}
					if v >= bar[j] {
						wins[i][j] += 1_000_000 / (2 * rounds)
					}
				}
			}
		})
	}
	f.blocks = nil
}

// drawFrom is the names that each can meet: its peers.
func (f *field) drawFrom() [][]int32 {
	out := make([][]int32, len(f.names))
	for i := range f.names {
		for j := range f.names {
			if j != i && f.peers(i, j) {
				out[i] = append(out[i], int32(j))
			}
		}
	}
	return out
}

// drawHalf is the blocks that a round looks at.
func drawHalf(round uint64) []int {
	all := make([]int, blockCount)
	for b := range all {
		all[b] = b
	}
	slices.SortFunc(all, func(x, y int) int {
		if draw(1<<60|round<<8|uint64(x)) < draw(1<<60|round<<8|uint64(y)) {
			return -1
		}
		return 1
	})
	return all[:blockCount/2]
}

func sum(of *[blockCount]int32, half []int) (out int64) {
	for _, b := range half {
		out += int64(of[b])
	}
	return out
}
