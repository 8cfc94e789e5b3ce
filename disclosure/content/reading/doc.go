// Package reading turns the bytes of one file into passages: the texts that people and programs see in it. Each line stands as it is
// written and as it is read, with entities and escapes undone; a paragraph is joined over line breaks and inline markup, and so are the
// texts of a picture; what is packed in base64, in hexadecimal or in character codes is unpacked and read in turn.
//
// A passage tells the line of each of its bytes. Everything has a limit, and the work grows with the size of the file: a file that
// holds more than is read says so in [File.Cut], and nobody may call it clean.
//
// What takes a sender who wants to deceive is out of reach: text that is reversed, shifted (rot13), in leetspeak, encrypted, compressed,
// or drawn in an image of dots.
package reading
