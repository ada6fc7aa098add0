// Reads calendar files (a JSON list of texts) from stdin; writes for each its events with all
// their occurrences up to a year: [{uid, sequence, modified, summary, status, starts, lasts}].
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const { files, until } = JSON.parse(readFileSync(0, "utf8"));

function seconds(time) {
  return time.isDate ? `${time}` : time.toUnixTime();
}

function eventOf(component) {
  const event = new ICAL.Event(component);
  const starts = [];
  const iterator = event.iterator();
  for (let next = iterator.next(); next && next.year < until; next = iterator.next()) {
    starts.push(seconds(next));
  }
  return {
    uid: event.uid,
    sequence: event.sequence,
    modified: component.getFirstPropertyValue("last-modified")?.toUnixTime() ?? null,
    summary: event.summary,
    status: component.getFirstPropertyValue("status"),
    starts,
    lasts: event.duration.toSeconds(),
  };
}

function eventsOf(text) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  for (const zone of calendar.getAllSubcomponents("vtimezone")) {
    ICAL.TimezoneService.register(new ICAL.Timezone(zone));
  }
  return calendar.getAllSubcomponents("vevent").map(eventOf);
}

process.stdout.write(JSON.stringify(files.map(eventsOf)));
