; Maple Leaf CU consumer lending: what the night run does
; pf 1 Care, 2 Collections, 3 Legal, 4 Rewards

(def care-days 8)
(def collections-days 35)
(def petty 12M)

(defrule note-in-file
  "Leave a note once a member is a day or more behind."
  :when (and (= loan-status "Open") (>= status-days-past-due 1) (< status-days-past-due care-days))
  :then [(checklist/check {:checklist "Night" :items ["Note"]})])

(defrule care-desk
  "The care desk looks after members who are 8 to 34 days late and owe more than pocket money."
  :when (and (= loan-status "Open") (>= status-days-past-due care-days) (< status-days-past-due collections-days) (> status-amount-due petty))
  :then [(loan/set {:add-portfolios ["Care"]})])

(defrule care-desk-leaves
  "The care desk lets go of members below eight days."
  :when (and (= true (-> portfolio :1 :active)) (< status-days-past-due care-days))
  :then [(loan/set {:remove-portfolios ["Care"]})])

(defrule collections
  "From day 35 it is collections' business, provided $12 or more would come of it."
  :when (and (= loan-status "Open") (>= status-days-past-due collections-days) (>= status-amount-due petty))
  :then [(loan/set {:add-portfolios ["Collections"] :remove-portfolios ["Care"]})]
  :examples [{:given {:status-days-past-due 35 :status-amount-due 12M} :fires true}
             {:given {:status-days-past-due 34 :status-amount-due 12M} :fires false}
             {:given {:status-days-past-due 35 :status-amount-due 11.99M} :fires false}])

(defrule collections-leaves
  :when (and (= true (-> portfolio :2 :active)) (or (< status-days-past-due care-days) (< status-amount-due petty)))
  :then [(loan/set {:remove-portfolios ["Collections"]})])

(defrule member-counseling
  "Counseling is offered to members with at least two lates, before the third."
  :when (and (= loan-status "Open") (= status-24-dpd-30 2))
  :then [(checklist/check {:checklist "Night" :items ["Counseling"]})])

(defrule rewards
  "Rewards: member for more than two years, no late in sight, three dozen payments or more."
  :when (and (= loan-sub-status "Repaying") (> status-loan-age 730) (= status-24-dpd-30 0) (>= payments-count 36))
  :then [(loan/set {:add-portfolios ["Rewards"]})])

(defrule rewards-end
  "Rewards end when a payment is more than a month late."
  :when (and (= true (-> portfolio :4 :active)) (> status-days-past-due 30))
  :then [(loan/set {:remove-portfolios ["Rewards"]})])

(defrule disaster-skip
  "Wildfire area: a skipped payment for anybody less than two months behind."
  :when (and (= "fire" (-> settings-custom-fields :9 :value)) (< status-days-past-due 60))
  :then [(due-date/change {:due-date "next" :base-date :next-due-date :plus-months 1})]
  :once :never-again)

(defrule right-of-offset
  "Offset against shares after 75 days for balances of $500 plus."
  :when (and (= loan-status "Open") (> status-days-past-due 75) (>= status-payoff 500M))
  :then [(checklist/check {:checklist "Night" :items ["Offset"]})])

(defrule charge-off-bankrupt
  "Bankrupt members: sixty days from the petition."
  :when (and (= loan-sub-status "Bankruptcy") (some? bankruptcy-filing-date)
             (>= (u/date-compare current-date bankruptcy-filing-date) 60) (> status-payoff 0M))
  :then [(credit/add {:type "Regular" :category "Charge-off" :charge-off true :amount {:base :payoff :plus 0M} :info "bk" :date :current-date})
         (loan/set {:loan-status "Closed" :loan-sub-status "Charged Off" :credit-status "97"})])

(defrule charge-off
  "180."
  :when (and (= loan-status "Open") (>= status-days-past-due 180) (> status-payoff 0M))
  :then [(credit/add {:type "Regular" :category "Charge-off" :charge-off true :amount {:base :payoff :plus 0M} :info "180" :date :current-date})
         (loan/set {:loan-status "Closed" :loan-sub-status "Charged Off" :credit-status "97"})])

(defrule legal
  "Legal takes cases from $2,500 upward that have gone 90 days without money."
  :when (and (= loan-sub-status "Charged Off") (>= status-net-charge-off 2500M) (or (nil? status-loan-recency) (>= status-loan-recency 90)))
  :then [(loan/set {:add-portfolios ["Legal"]})])

(defrule legal-back
  "Cases come back from legal when money arrives (30 days or fresher) or when less than $2,500 is at stake."
  :when (and (= true (-> portfolio :3 :active))
             (or (and (some? status-loan-recency) (<= status-loan-recency 30)) (< status-net-charge-off 2500M)))
  :then [(loan/set {:remove-portfolios ["Legal"]})])

(defrule tiny
  "tiny leftovers"
  :when (and (= loan-sub-status "Pending Payoff") (> status-payoff 0M) (<= status-payoff 6M))
  :then [(credit/add {:type "Regular" :category "Tiny" :charge-off false :amount {:base :payoff :plus 0M} :info "tiny" :date :current-date})])

(defrule big-loan-review
  "Loan officers re-read files of big loans each January."
  :when (and (= loan-status "Open") (>= status-principal-balance 60000M) (= (u/month current-date) 1))
  :then [(checklist/uncheck {:checklist "Night" :items ["File review"]})])
