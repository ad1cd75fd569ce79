package attribution

// curves are what `curve fit` of scripts/curve printed for seeds 41 to 48 of three kinds of world with faulty clocks;
// CrowdOften, Many and AloneOften for these and for seeds 21 to 38, 49 and 50 of fraud, where such claims mostly are.
var curves = [Kinds][]Step{
	Used: {
		{-2200, 45, 304, 13},
		{100, 413, 368, 152},
		{1000, 940, 1241, 1168},
		{1500, 979, 2183, 2139},
		{1800, 998, 1841, 1839},
		{1900, 998, 1028, 1027},
		{2000, 999, 6794, 6793},
		{2400, 999, 14536, 14535},
		{3000, 999, 8484, 8484},
	},
	UsedHome: {
		{-5000, 325, 480, 156},
		{700, 900, 600, 541},
		{1100, 994, 1086, 1081},
		{1600, 998, 1042, 1041},
		{1900, 999, 2167, 2167},
	},
	Held: {
		{-2700, 982, 1579, 1552},
		{1100, 997, 333, 333},
	},
	HeldHome: {
		{-5600, 695, 310, 216},
	},
	Crowd: {
		{-2200, 52, 300, 15},
		{-400, 252, 402, 101},
	},
	CrowdOften: {
		{-2400, 296, 1669, 494},
	},
	Many: {
		{-2700, 308, 11303, 3481},
		{-500, 564, 10729, 6057},
		{0, 686, 7837, 5384},
	},
	Paid: {
		{-1800, 989, 8074, 7991},
	},
	PaidAmong: {
		{-3100, 76, 2040, 156},
	},
	Alone: {
		{-300, 262, 1512, 397},
	},
	AloneOften: {
		{-300, 638, 7211, 4605},
	},
	AloneAmong: {
		{-1800, 13, 3101, 42},
		{-700, 90, 935, 84},
	},
}
