// Renders a template over alerts as Alertmanager and Grafana do, with what they hand to it (template.Data): the template comes on
// standard input, the alerts are the JSON in the first argument.
package main

import (
	"encoding/json"
	"io"
	"os"
	"text/template"
	"time"
)

type Alert struct {
	Status      string
	Labels      map[string]string
	StartsAt    time.Time
	Fingerprint string
}

type Alerts []Alert

func (alerts Alerts) Firing() []Alert {
	firing := []Alert{}
	for _, alert := range alerts {
		if alert.Status == "firing" {
			firing = append(firing, alert)
		}
	}
	return firing
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func main() {
	text, err := io.ReadAll(os.Stdin)
	must(err)
	var data struct{ Alerts Alerts }
	must(json.Unmarshal([]byte(os.Args[1]), &data.Alerts))
	parsed, err := template.New("").Option("missingkey=zero").Parse(string(text))
	must(err)
	must(parsed.Execute(os.Stdout, data))
}
