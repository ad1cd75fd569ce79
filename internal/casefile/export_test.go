package casefile

// Dir is where a case lies.
func Dir(c *Case) string { return c.dir }
