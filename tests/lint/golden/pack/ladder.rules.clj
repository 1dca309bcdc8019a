;; Bands of lateness.

(defrule early "30 to 59 days." :when (and (= loan-status "Open") (>= status-days-past-due 30) (< status-days-past-due 60))
  :then [(loan/set {:add-portfolios ["Early"]})])
(defrule late "60 to 90 days." :when (and (= loan-status "Open") (>= status-days-past-due 60) (< status-days-past-due 90))
  :then [(loan/set {:add-portfolios ["Late"]})])
(defrule severe "From 90 days on." :when (and (= loan-status "Open") (> status-days-past-due 90))
  :then [(loan/set {:add-portfolios ["Severe"]})])

(defrule small "Less than 1,000 dollars." :when (< setup-loan-amount 1000M)
  :then [(loan/set {:agent-user "Ann"})])
(defrule middle "1,000 to 5,000 dollars." :when (and (>= setup-loan-amount 1000M) (<= setup-loan-amount 5000M))
  :then [(loan/set {:agent-user "Bob"})])
(defrule large "5,000 dollars and more." :when (>= setup-loan-amount 5000M)
  :then [(loan/set {:agent-user "Cid"})])
