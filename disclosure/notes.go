package disclosure

// NoteStop marks the note that honours a STOP.
const NoteStop = "stop"

// NoteResume marks the note that takes a STOP back, which only a person of the team does.
const NoteResume = "resume"

// NoteUndecided marks the note that asks a person to look, because probes alone do not find out.
const NoteUndecided = "undecided"

// NoteUnreachable marks an unverifiable event that says "no longer reachable".
const NoteUnreachable = "unreachable"

// NoteAllow marks the note by which two people allowed an asset to be asked.
const NoteAllow = "probe_allowed"

// NoteRecreated marks what a name answered after it was gone and came back as something else.
const NoteRecreated = "recreated"

// NoteSame marks the note by which a person says that it is the owner's all the same.
const NoteSame = "same"

// NoteMoved marks the note that an asset is found under another name.
const NoteMoved = "moved"

// NoteLeft marks the note that a facet was open and is not asked any more.
const NoteLeft = "left"
