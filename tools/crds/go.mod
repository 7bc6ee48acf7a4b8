module tools

go 1.26

require github.com/kedacore/keda/v2 v2.19.0
