package s3_test

import (
	"net"
)

type connection = net.Conn
